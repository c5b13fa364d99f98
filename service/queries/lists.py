"""A person's sessions, those that need them first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.domain.conditions import Condition, condition_of
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item
from service.domain.limits import Limit
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.triage import urgency
from service.ports.reads import Reads

LONGEST = 50
"""Sessions of the asked states that one list shows."""

_ORDER = {State.WAITING: 1, State.RUNNING: 2, State.QUEUED: 3, State.PARKED: 4}


@dataclass(frozen=True, slots=True)
class Line:
    """A session in a list, with the viewer's open items of it, the most severe first, and the
    condition that it is in.
    """

    session: Session
    items: Sequence[Item]
    condition: Condition


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines as of `now`; `more` says that there are others."""

    lines: Sequence[Line]
    now: float
    more: bool


def listed(
    reads: Reads,
    viewer: PersonId,
    states: Collection[State] | None,
    *,
    needs: bool = False,
) -> Listing:
    """List what the viewer owns or shares: what needs them, what works, what waits, what rests.

    `states` None: all of them. With `needs`, what needs the viewer is listed in any state.
    """
    found = list(reads.sessions(viewer, states=states, limit=LONGEST + 1))
    items = _by_session(reads.inbox(viewer))
    shown = {each.number: each for each in found[:LONGEST]}
    if needs:
        missing = (reads.session(number) for number in items if number not in shown)
        shown.update((each.number, each) for each in missing if each)
    now, limits = reads.now(), reads.limits()
    lines = [_line(reads, each, items.get(number, ()), limits) for number, each in shown.items()]
    return Listing(sorted(lines, key=lambda line: _rank(line, now)), now, len(found) > LONGEST)


def _line(reads: Reads, session: Session, items: Sequence[Item], limits: Sequence[Limit]) -> Line:
    runs = session.state is State.RUNNING and session.turn_id
    turn = reads.turn(session.turn_id) if runs and session.turn_id else None
    return Line(session, items, condition_of(session, turn, items, limits, reads.now()))


def _by_session(items: Sequence[Item]) -> dict[SessionNumber, list[Item]]:
    found: dict[SessionNumber, list[Item]] = {}
    for item in items:
        found.setdefault(item.session, []).append(item)
    return found


def _rank(line: Line, now: float) -> tuple[int, tuple[bool, int, float, str], float]:
    """What needs the viewer by its urgency; the rest by state, last changed first."""
    session, items = line.session, line.items
    if items and not session.muted:
        return 0, min(urgency(item, session, now) for item in items), 0.0
    state = State.PARKED if session.muted and items else session.state
    within = session.queue_rank if state == State.QUEUED else -session.changed_at
    return _ORDER.get(state, 5), _LAST, within


_LAST = (True, 0, 0.0, "")
