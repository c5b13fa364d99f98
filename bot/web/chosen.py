"""What the settings page shows of how a person is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

from bot.presenter.rungs import in_words
from service.domain import ladders
from service.domain.ids import PersonId
from service.domain.phones import Phone
from service.domain.quiet import QuietHours
from service.ports.reads import Reads

_REGIONS = {
    *("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
}


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder as it is written, and in words rung by rung; `default`: it is heddle's own."""

    written: str
    words: Sequence[str]
    default: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person's choices."""

    zone: str
    quiet: QuietHours | None
    normal: Ladder
    important: Ladder
    phones: Sequence[Phone]

    @property
    def times(self) -> tuple[str, str]:
        """When quiet hours start and end, as a field for times takes it."""
        start, _, end = str(self.quiet or "22:00-07:00").partition("-")
        return start, end


def read_chosen(reads: Reads, person: PersonId) -> Chosen:
    """Read them."""
    found = reads.preferences(person)

    def name(who: PersonId) -> str:
        colleague = reads.person(who)
        return colleague.name if colleague else "somebody"

    def shown(ladder: Sequence[str], own: Sequence[str]) -> Ladder:
        words = in_words(ladder, name)
        return Ladder(ladders.written(ladder, name), words, list(ladder) == list(own))

    return Chosen(
        found.zone,
        found.quiet_hours,
        shown(found.ladder, ladders.NORMAL),
        shown(found.important, ladders.IMPORTANT),
        reads.phones(person),
    )


@lru_cache(maxsize=1)
def zones() -> Sequence[str]:
    """Return the names of time zones that people go by."""
    found = (each for each in available_timezones() if each.partition("/")[0] in _REGIONS)
    return ["UTC", *sorted(found)]
