"""What came of reading what was missed."""

from collections import Counter
from dataclasses import dataclass, field

from service.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Picked:
    """What became of a message: `fresh` if it was taken in only now, and whose it then is to
    know: the owner of its session, or its author where there is none.
    """

    fresh: bool
    owner: PersonId | None = None


@dataclass(slots=True)
class Tally:
    """Counts of one reading. `unread` names rooms that could not be read, `concerned` are those
    who own sessions there.
    """

    picked: Counter[PersonId] = field(default_factory=Counter)
    fresh: int = 0
    known: int = 0
    old: int = 0
    failed: int = 0
    unread: list[str] = field(default_factory=list)
    concerned: set[PersonId] = field(default_factory=set)

    def add(self, picked: Picked) -> None:
        """Count a message that heddle is concerned with."""
        if not picked.fresh:
            self.known += 1
            return
        self.fresh += 1
        if picked.owner is not None:
            self.picked[picked.owner] += 1

    def cannot_read(self, room: str, owner: PersonId | None) -> None:
        """Note a room that could not be read, and whose session is there."""
        if room not in self.unread:
            self.unread.append(room)
        if owner is not None:
            self.concerned.add(owner)
