"""A person's sessions, those that need them first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from service.domain.budgets import Limits
from service.domain.conditions import UNKNOWN, Condition, condition_of
from service.domain.freezes import Freeze
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.limits import Limit
from service.domain.outlook import UNJUDGED, Outlook, outlook
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.reads import Reads

LONGEST = 50
"""Sessions of the asked states that one list shows."""
_NEEDING = 500
"""Sessions of other states that are shown because something in them needs somebody."""


@dataclass(frozen=True, slots=True)
class Line:
    """A session in a list, with the viewer's open items of it, the most severe first, and the
    condition that it is in.
    """

    session: Session
    items: Sequence[Item]
    condition: Condition = UNKNOWN
    outlook: Outlook = UNJUDGED


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines as of `now`; `more` says that there are others."""

    lines: Sequence[Line]
    now: float
    more: bool


def listed(
    reads: Reads,
    viewer: PersonId | None,
    states: Collection[State] | None,
    limits: Limits,
    *,
    needs: bool = False,
    longest: int = LONGEST,
) -> Listing:
    """List what the viewer owns or shares (None: all): what needs them, what is likely to next,
    what works, what waits, what rests.

    `states` None: all of them. With `needs`, what needs the viewer is listed in any state.
    `limits` are the deployment's for a session, `longest` how many of the states are listed.
    """
    found = list(reads.sessions(viewer, states=states, limit=longest + 1))
    items = _by_session(reads.items() if viewer is None else reads.inbox(viewer))
    shown = {each.number: each for each in found[:longest]}
    if needs:
        missing = [number for number in items if number not in shown][:_NEEDING]
        others = (reads.session(number) for number in missing)
        shown.update((each.number, each) for each in others if each)
    now, known, freezes = reads.now(), reads.limits(), reads.freezes()
    lines = [
        _line(reads, each, items.get(number, ()), known, freezes, limits)
        for number, each in shown.items()
    ]
    return Listing(sorted(lines, key=lambda line: line.outlook.order), now, len(found) > longest)


def _line(
    reads: Reads,
    session: Session,
    items: Sequence[Item],
    known: Sequence[Limit],
    freezes: Sequence[Freeze],
    limits: Limits,
) -> Line:
    now, runs = reads.now(), session.state is State.RUNNING and session.turn_id
    turn = reads.turn(session.turn_id) if runs and session.turn_id else None
    found = condition_of(session, turn, items, known, now, freezes)
    return Line(session, items, found, outlook(session, items, now, limits, what=found.what))


def _by_session(items: Sequence[Item]) -> dict[SessionNumber, list[Item]]:
    found: dict[SessionNumber, list[Item]] = {}
    for item in items:
        if item.kind is ItemKind.RESULT or not item.is_news:
            found.setdefault(item.session, []).append(item)
    return found
