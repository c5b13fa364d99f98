"""A person's sessions, those that need them first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.domain.ids import PersonId
from service.domain.items import Item
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.reads import Reads

LONGEST = 50
"""Sessions that one list shows."""

_ORDER = {State.WAITING: 1, State.RUNNING: 2, State.QUEUED: 3, State.PARKED: 4}


@dataclass(frozen=True, slots=True)
class Line:
    """A session in a list, with the viewer's open items of it, oldest first."""

    session: Session
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines as of `now`; `more` says that there are others."""

    lines: Sequence[Line]
    now: float
    more: bool


def listed(reads: Reads, viewer: PersonId, states: Collection[State] | None) -> Listing:
    """List what the viewer owns or shares: what needs them, what works, what waits, what rests.

    `states` None: all of them. Asks the store the same few questions however long it is.
    """
    found = list(reads.sessions(viewer, states=states, limit=LONGEST + 1))
    items = sorted(reads.items(owner=viewer), key=lambda item: (item.opened_at, item.id))
    lines = [
        Line(each, [item for item in items if item.session == each.number])
        for each in found[:LONGEST]
    ]
    return Listing(sorted(lines, key=_rank), reads.now(), len(found) > LONGEST)


def _rank(line: Line) -> tuple[int, float]:
    session = line.session
    if line.items and not session.muted:
        return 0, line.items[0].opened_at
    within = session.queue_rank if session.state == State.QUEUED else -session.changed_at
    return _ORDER.get(session.state, 5), within
