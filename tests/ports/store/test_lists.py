"""The lists of sessions, who may see them, and the census."""

from typing import Any

from service.domain.deliveries import DeliveryState
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemKind, ItemState
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import TurnState
from service.ports.reads import Census
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, CAT, delivery, item, person, session, turn


def many(tx: Tx) -> dict[str, SessionNumber]:
    """Ann's and Bob's sessions, one of Bob's shared with Ann and Cat."""
    for each in (ANN, BOB, CAT):
        tx.persons.add(person(each))
    numbers = {
        name: tx.sessions.open(session(name, owner, state=state, changed_at=AT + changed)).number
        for name, owner, state, changed in (
            ("a1", ANN, State.DONE, 1),
            ("a2", ANN, State.RUNNING, 4),
            ("a3", ANN, State.DONE, 3),
            ("a4", ANN, State.QUEUED, 0),
            ("b1", BOB, State.WAITING, 2),
            ("b2", BOB, State.RUNNING, 5),
        )
    }
    tx.sessions.share(numbers["b1"], ANN)
    tx.sessions.share(numbers["b1"], CAT)
    tx.sessions.share(numbers["a1"], ANN)
    return numbers


async def test_a_list_holds_what_the_viewer_owns_or_shares(store: AnyStore) -> None:
    await store.run(many)

    async def threads(viewer: PersonId | None, **which: Any) -> str:
        rows = await store.read(lambda reads: reads.sessions(viewer, **which))
        return " ".join(row.thread.thread for row in rows)

    assert await threads(ANN) == "a2 a3 b1 a1 a4"
    assert await threads(BOB) == "b2 b1"
    assert await threads(CAT) == "b1"
    assert await threads(None) == "b2 a2 a3 b1 a1 a4"
    assert await threads(ANN, limit=2) == "a2 a3"
    assert await threads(ANN, before=AT + 3) == "b1 a1 a4"
    assert await threads(ANN, before=AT + 3, limit=1) == "b1"
    assert await threads(ANN, states=[State.DONE]) == "a3 a1"
    assert await threads(ANN, states={State.WAITING, State.RUNNING}) == "a2 b1"
    assert await threads(None, states=[State.RUNNING], limit=1) == "b2"
    assert await threads(ANN, states=[]) == ""


async def test_who_may_see_a_session(store: AnyStore) -> None:
    numbers, _ = await store.run(many)
    pairs = [(who, name) for who in (ANN, BOB, CAT) for name in ("a1", "b1", "b2")]
    allowed = await store.read(
        lambda reads: [pair for pair in pairs if reads.may_see(pair[0], numbers[pair[1]])],
    )
    assert allowed == [(ANN, "a1"), (ANN, "b1"), (BOB, "b1"), (BOB, "b2"), (CAT, "b1")]
    assert not await store.read(lambda reads: reads.may_see(ANN, SessionNumber(99)))


async def test_the_census_counts_everything(store: AnyStore) -> None:
    empty = await store.read(lambda reads: reads.census())
    assert empty == Census(
        sessions=dict.fromkeys(State, 0),
        open_items={"question": 0, "budget": 0, "alert": 0, "result": 0, "held": 0},
        turns_ready=0,
        turns_running=0,
        oldest_ready_at=None,
        timers_due=0,
    )

    def work(tx: Tx) -> None:
        number = many(tx)["a2"]
        tx.items.add(item("open", number, opened_at=AT + 3))
        tx.items.add(item("result", number, kind=ItemKind.RESULT, opened_at=AT + 2))
        tx.items.add(item("done", number, state=ItemState.RESOLVED))
        for name, state in (("first", "waiting"), ("second", "waiting"), ("gone", "dead")):
            tx.outbox.add(delivery(name, state=DeliveryState(state), created_at=AT + 5))
        tx.outbox.add(delivery("sent", state=DeliveryState.SENT))
        tx.turns.add(turn("one", number, ready_at=AT + 2))
        tx.turns.add(turn("two", number, ready_at=AT + 1))
        tx.turns.add(turn("three", number, state=TurnState.RUNNING))
        tx.turns.add(turn("four", number, state=TurnState.ENDED))
        tx.timers.set(Timer(TimerKind.TURN, "one", tx.now() - 1))
        tx.timers.set(Timer(TimerKind.TURN, "two", tx.now() + 1000))

    await store.run(work)
    census = await store.read(lambda reads: reads.census())
    assert census == Census(
        sessions={
            **dict.fromkeys(State, 0),
            State.DONE: 2,
            State.RUNNING: 2,
            State.QUEUED: 1,
            State.WAITING: 1,
        },
        open_items={"question": 1, "budget": 0, "alert": 0, "result": 1, "held": 0},
        turns_ready=2,
        turns_running=1,
        oldest_ready_at=AT + 1,
        timers_due=1,
        oldest_item_at=AT + 2,
        deliveries_waiting=2,
        oldest_delivery_at=AT + 5,
        deliveries_dead=1,
    )
