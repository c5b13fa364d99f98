"""How a person wants to be told: their ladders, their quiet hours, their time zone."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import ladders, quiet
from service.domain.ids import PersonId
from service.domain.items import Severity
from service.domain.quiet import QuietHours


@dataclass(frozen=True, slots=True)
class Preferences:
    """A row of `preferences`, written under the person's lock.

    `quiet` is as `QuietHours` writes itself, empty for none. `held_since` is when quiet
    hours first held something back since the last summary, None if they held nothing;
    `held_cost` what the person had spent that day until then, in US dollars.
    """

    person_id: PersonId
    ladder: Sequence[str] = tuple(ladders.NORMAL)
    important: Sequence[str] = tuple(ladders.IMPORTANT)
    quiet: str = ""
    zone: str = "UTC"
    held_since: float | None = None
    held_cost: float = 0.0

    @property
    def quiet_hours(self) -> QuietHours | None:
        """The quiet hours, if there are any."""
        return quiet.stored(self.quiet, self.zone)

    def ladder_for(self, severity: int) -> Sequence[str]:
        """Return the ladder of an item of that severity."""
        if severity >= Severity.IMPORTANT:
            return self.important
        return self.ladder if severity == Severity.NORMAL else ladders.ONCE
