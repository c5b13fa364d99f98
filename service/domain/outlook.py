"""Which session needs its person first, or is likely to next, and by which signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from service.domain.budgets import Limits, share_used
from service.domain.conditions import What
from service.domain.items import Item
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.triage import urgency


class Level(IntEnum):
    """The first is what a person looks at first."""

    NEEDS_YOU = 0  # something waits for the viewer
    LIKELY = 1  # it works, and its record says that it will
    WAITS = 2  # it waits for somebody else: one of its people, or the operator
    NEEDS_NOBODY = 3  # it works, and nothing speaks against it
    QUEUED = 4
    ASIDE = 5  # parked, or muted with something open
    RESTS = 6


class Sign(StrEnum):
    """What makes it likely that a session needs somebody next."""

    NUDGED = "nudged"  # times, since somebody last wrote
    DOUBTED = "doubted"  # how near the watch is to speaking, from 0 to 1
    SILENT = "silent"  # seconds without anything that happened
    BUDGET = "budget"  # the share of its budget that is used
    REDIRECTED = "redirected"  # times, until its work is done
    RETRIED = "retried"  # as well
    ALONE = "alone"  # seconds since somebody last wrote


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a session's own record says. `item` is what needs the viewer first, `signs` what
    makes it likely that something will, the strongest first. Lower keys come first.
    """

    level: Level
    key: tuple[float, ...] = ()
    signs: Sequence[tuple[Sign, float]] = ()
    item: Item | None = None

    @property
    def order(self) -> tuple[int, tuple[float, ...]]:
        """Return what lists and boards are sorted by."""
        return (self.level, self.key)


UNJUDGED = Outlook(Level.RESTS)
"""Of a session that nobody has looked at."""

EXPLAINED = frozenset(
    {What.FROZEN, What.CALLING, What.SAVING, What.PROVIDER_DOWN, What.LIMITED, What.TOOL},
)
"""Conditions that explain why nothing happens for a while."""

ENOUGH = 1.0
"""Signs that weigh as much together make it likely."""
_DOUBT, _SILENCE, _SPENT, _HOUR = 0.5, 300.0, 0.8, 3600.0
_LONG_SILENCE = 900.0


def outlook(
    session: Session,
    items: Sequence[Item],
    now: float,
    limits: Limits,
    *,
    what: What = What.WORKING,
    position: int | None = None,
) -> Outlook:
    """Judge a session by facts that lists read anyway.

    `items` are what is open for the viewer, `limits` the deployment's for a session, `position`
    its place in the viewer's queue, `what` its condition: one may explain that nothing happens.
    """
    asked = [each for each in items if needs(each, now)]
    number = float(session.number)
    if asked and not session.muted:
        first = min(asked, key=lambda each: urgency(each, session, now))
        _, severity, waited, _ = urgency(first, session, now)
        return Outlook(Level.NEEDS_YOU, (severity, waited, number), item=first)
    if asked:
        return Outlook(Level.ASIDE, (-session.changed_at, -number))
    match session.state:
        case State.RUNNING if what is not What.FROZEN:
            return _at_work(session, now, limits, waits=what in EXPLAINED)
        case State.RUNNING | State.WAITING:
            return Outlook(Level.WAITS, (session.state_since, number))
        case State.QUEUED:
            place = float(position) if position is not None else session.queue_rank
            return Outlook(Level.QUEUED, (float(position is None), place, number))
    level = Level.ASIDE if session.state is State.PARKED else Level.RESTS
    return Outlook(level, (-session.changed_at, -number))


def needs(item: Item, now: float) -> bool:
    """Tell whether it waits for somebody now: news does not, nor what is snoozed."""
    return not item.is_news and not item.snoozed(now)


def _at_work(session: Session, now: float, limits: Limits, *, waits: bool) -> Outlook:
    weighed = sorted(_weighed(session, now, limits, waits=waits), key=lambda each: -each[1])
    score = sum(weight for _, weight, _ in weighed)
    if score >= ENOUGH:
        signs = tuple((sign, value) for sign, _, value in weighed)
        return Outlook(Level.LIKELY, (-score, float(session.number)), signs)
    return Outlook(Level.NEEDS_NOBODY, (session.state_since, float(session.number)))


def _weighed(
    session: Session, now: float, limits: Limits, *, waits: bool
) -> list[tuple[Sign, float, float]]:
    """Return each sign with its weight and its value."""
    silent = 0.0 if waits else now - session.changed_at
    alone = now - session.heard_at if session.heard_at else 0.0
    spent = share_used(session.usage, limits.costing(session.budget_usd), session.grants)
    nudges, redirects, retries = session.nudges, session.redirects, session.retries
    found = [
        (Sign.NUDGED, 1.0 + nudges if nudges else 0.0, float(nudges)),
        (Sign.DOUBTED, 2 * session.doubt if session.doubt >= _DOUBT else 0.0, session.doubt),
        (Sign.SILENT, 1 + min(silent / _LONG_SILENCE, 2.0) if silent >= _SILENCE else 0.0, silent),
        (Sign.BUDGET, 1 + 5 * (min(spent, 1.0) - _SPENT) if spent >= _SPENT else 0.0, spent),
        (Sign.REDIRECTED, 0.5 * min(redirects, 3), float(redirects)),
        (Sign.RETRIED, 0.5 * min(retries, 3), float(retries)),
        (Sign.ALONE, 0.25 * min(alone // _HOUR, 4.0), alone),
    ]
    return [each for each in found if each[1] > 0]
