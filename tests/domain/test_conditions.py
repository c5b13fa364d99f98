"""What condition a session is in, from its record."""

from typing import Any

import pytest

from bot.presenter.conditions import condition
from service.domain import limits
from service.domain.conditions import What, condition_of
from service.domain.freezes import Freeze, Scope
from service.domain.ids import SessionNumber, TurnId, WorkerId
from service.domain.items import ItemKind, Reason
from service.domain.limits import Limit
from service.domain.states import State
from service.domain.turns import CallKind, InFlight, Phase, TurnState
from tests.ports.store.samples import AT, item, session, turn

ONE = SessionNumber(1)
NOW = AT + 300
TOOL = InFlight("1.4", CallKind.TOOL, "bash", "pytest -q", AT + 120, AT + 120).as_json()
MODEL = InFlight("1.5", CallKind.MODEL, "acme/large", "acme/large", AT + 290, AT + 290).as_json()
FROZEN = "frozen by its operator in default since 08:01 UTC: a new driver"
DOWN = Limit("acme/large", limits.Condition.DOWN, since=AT + 5, reason="acme is down.")


def alert(reason: Reason) -> dict[str, Any]:
    return {"kind": ItemKind.ALERT, "reason": reason, "opened_at": AT + 200}


@pytest.mark.parametrize(
    ("state", "fields", "open_items", "said"),
    [
        (State.WAITING, None, [{"kind": ItemKind.QUESTION}], "waits for you"),
        (State.PARKED, None, [{"kind": ItemKind.QUESTION}], "waits for you"),
        (State.WAITING, None, [{"kind": ItemKind.BUDGET}], "over budget"),
        (State.WAITING, None, [alert(Reason.CAPTURE_FAILED)], "waits for you"),
        (State.QUEUED, None, [], "queued"),
        (State.DONE, None, [{"kind": ItemKind.RESULT}], "at rest"),
        (State.RUNNING, {"state": TurnState.READY}, [], "waits for a worker"),
        (State.RUNNING, {"phase": Phase.CAPTURE}, [], "saving"),
        (State.RUNNING, {}, [], "working"),
        (State.RUNNING, {"in_flight": MODEL}, [], "working"),
        (State.RUNNING, {"in_flight": TOOL}, [], "running `pytest -q` for 3 min"),
        (State.RUNNING, {"in_flight": TOOL, "attempt": 2}, [], "working"),
        (State.RUNNING, {"in_flight": TOOL}, [alert(Reason.IDLE)], "idle"),
        (State.RUNNING, {"in_flight": TOOL}, [alert(Reason.STUCK)], "stuck"),
        (State.RUNNING, {}, [alert(Reason.DRIFT)], "drifting"),
        (State.RUNNING, {}, [alert(Reason.IDLE), alert(Reason.STUCK)], "idle"),
        (
            State.RUNNING,
            {"wait_until": NOW + 60, "wait_reason": "Too many requests."},
            [alert(Reason.STUCK)],
            "limited until 08:06 UTC",
        ),
        (State.RUNNING, {"wait_until": NOW + 60, "wait_reason": DOWN.reason}, [], "provider down"),
        (State.RUNNING, {"wait_until": NOW - 1, "wait_reason": DOWN.reason}, [], "working"),
    ],
)
def test_one_condition_holds_at_a_time(
    state: State, fields: dict[str, Any] | None, open_items: list[dict[str, Any]], said: str
) -> None:
    row = session("t", state=state, turn_id=TurnId("t1") if fields is not None else None)
    of = None
    if fields is not None:
        held = {"state": TurnState.RUNNING, "worker": WorkerId("w")}
        of = turn("t1", ONE, **{**held, **fields})
    found = [item(f"i{place}", ONE, **each) for place, each in enumerate(open_items)]
    assert condition(condition_of(row, of, found, [DOWN], NOW, []), NOW) == said


@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        (State.QUEUED, None, FROZEN),
        (State.RUNNING, {"state": TurnState.READY}, FROZEN),
        (State.RUNNING, {"state": TurnState.RUNNING, "in_flight": MODEL}, "working"),
        (State.RUNNING, {"state": TurnState.READY, "phase": Phase.CAPTURE}, "waits for a worker"),
        (State.WAITING, None, "waits for you"),
        (State.PARKED, None, "at rest"),
    ],
)
def test_what_an_operator_holds_back_is_frozen(
    state: State, fields: dict[str, Any] | None, said: str
) -> None:
    row = session("t", state=state, turn_id=TurnId("t1") if fields else None)
    of = turn("t1", ONE, **fields) if fields else None
    freezes = [
        Freeze(Scope.PERSON, "nobody", "not this one", AT),
        Freeze(Scope.POOL, row.pool, "a new\ndriver", AT + 60),
    ]
    found = condition_of(row, of, [], [], NOW, freezes)
    assert condition(found, NOW) == said
    assert (found.freeze == freezes[1]) is (said == FROZEN)


def test_every_condition_has_words() -> None:
    assert len({str(each) for each in What}) == len(What)
