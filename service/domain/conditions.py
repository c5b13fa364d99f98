"""What condition a session is in: the one place that says why it does, or does not, get on.

It is never merged with its state, which stays one of seven: a session that waits for a provider,
and one whose agent goes round in circles, both run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.domain import limits
from service.domain.freezes import Freeze, holding
from service.domain.items import Item, ItemKind, Reason
from service.domain.limits import Limit
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.turns import CallKind, Phase, Turn, TurnState


class What(StrEnum):
    """One of them holds at a time; the first that does, in this order."""

    FROZEN = "frozen"
    OVER_BUDGET = "over budget"
    WAITS_FOR_YOU = "waits for you"
    QUEUED = "queued"
    RESTS = "at rest"
    CALLING = "waits for a worker"
    SAVING = "saving"
    PROVIDER_DOWN = "provider down"
    LIMITED = "limited"
    IDLE = "idle"
    STUCK = "stuck"
    DRIFTING = "drifting"
    TOOL = "running a tool"
    WORKING = "working"


_BY_ALERT = (
    (Reason.IDLE, What.IDLE),
    (Reason.STUCK, What.STUCK),
    (Reason.DRIFT, What.DRIFTING),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What holds, since when, until when if that is known, and of what: a tool's call, a model,
    an operator's freeze.
    """

    what: What
    since: float = 0.0
    until: float | None = None
    label: str = ""
    freeze: Freeze | None = None


UNKNOWN = Condition(What.RESTS)


def condition_of(
    session: Session,
    turn: Turn | None,
    items: Sequence[Item],
    known: Sequence[Limit],
    now: float,
    freezes: Sequence[Freeze],
) -> Condition:
    """Return the condition of a session as its record says; `items` are its open ones, `known`
    what is known of providers' limits, `freezes` what an operator holds back.
    """
    held = held_back(session, turn, freezes)
    if held is not None:
        return Condition(What.FROZEN, held.since, freeze=held)
    if session.state is not State.RUNNING:
        return Condition(_at_rest(session, items), session.state_since)
    if turn is None or turn.state is not TurnState.RUNNING:
        return Condition(What.CALLING, turn.ready_at if turn else session.state_since)
    if turn.phase is Phase.CAPTURE:
        return Condition(What.SAVING, turn.last_progress_at)
    if turn.wait_until is not None and turn.wait_until > now:
        return _held_up(turn, turn.wait_until, known)
    flight = turn.flight
    label = flight.label if flight else ""
    reasons = {each.reason: each for each in items}
    for reason, what in _BY_ALERT:
        if reason in reasons:
            return Condition(what, reasons[reason].opened_at, label=label)
    if flight is not None and flight.kind is CallKind.TOOL:
        return Condition(What.TOOL, flight.since, label=label)
    return Condition(What.WORKING, session.state_since, label=label)


def held_back(session: Session, turn: Turn | None, freezes: Sequence[Freeze]) -> Freeze | None:
    """Return why nobody works on it; None if nothing holds it back, or nothing would run. A turn
    at work ends its step first, and what was made is saved all the same.
    """
    if session.state not in (State.QUEUED, State.RUNNING):
        return None
    if turn is not None and (turn.state is not TurnState.READY or turn.phase is Phase.CAPTURE):
        return None
    return holding(freezes, session.pool, session.owner_id)


def _at_rest(session: Session, items: Sequence[Item]) -> What:
    if session.state is State.QUEUED:
        return What.QUEUED
    asked = [each for each in items if each.kind in (ItemKind.QUESTION, ItemKind.BUDGET)]
    if any(each.kind is ItemKind.BUDGET for each in asked):
        return What.OVER_BUDGET
    unsaved = any(each.reason is Reason.CAPTURE_FAILED for each in items)
    waits = asked or unsaved or session.state is State.WAITING
    return What.WAITS_FOR_YOU if waits else What.RESTS


def _held_up(turn: Turn, until: float, known: Sequence[Limit]) -> Condition:
    met = next((m for m in known if not m.is_open and m.reason == turn.wait_reason), None)
    if met is None:
        return Condition(What.LIMITED, turn.last_progress_at, until)
    down = met.condition is limits.Condition.DOWN
    return Condition(What.PROVIDER_DOWN if down else What.LIMITED, met.since, until, met.model)
