"""The lists of sessions, who may see them, and the census."""

from dataclasses import replace
from typing import Any

from service.domain.deliveries import DeliveryState
from service.domain.ids import DeliveryId, PersonId, SessionNumber, WorkerId
from service.domain.items import ItemKind, ItemState, Reason
from service.domain.receipts import Fate
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import TurnState
from service.ports.census import AtRest, Census, OpenItems, Outgoing, Slice, Turns
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import (
    ANN,
    AT,
    BOB,
    CAT,
    delivery,
    item,
    person,
    receipt,
    session,
    turn,
)

STUCK = Reason.STUCK


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
    assert await threads(ANN, before=(AT + 3, SessionNumber(0))) == "b1 a1 a4"
    assert await threads(ANN, before=(AT + 3, SessionNumber(0)), limit=1) == "b1"
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


async def test_the_census_of_nothing(store: AnyStore) -> None:
    assert await store.read(lambda reads: reads.census(3, 10)) == Census([], 0, [], [], {}, [])
    assert await store.read(lambda reads: reads.at_rest(0, 10)) == Slice([], None)


async def test_the_census_counts_everything(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        number = many(tx)["a2"]
        tx.items.add(item("open", number, opened_at=AT + 3))
        tx.items.add(item("stuck", number, opened_at=AT + 2, kind=ItemKind.ALERT, reason=STUCK))
        tx.items.add(item("done", number, state=ItemState.RESOLVED))
        for name, state in (("first", "waiting"), ("second", "waiting"), ("gone", "dead")):
            tx.outbox.add(delivery(name, state=DeliveryState(state), created_at=AT + 5))
        tx.outbox.begin(DeliveryId("second"), AT)
        tx.outbox.add(delivery("sent", state=DeliveryState.SENT))
        tx.turns.add(turn("one", number, ready_at=AT + 2))
        tx.turns.add(turn("two", number, ready_at=AT + 1))
        for name, worker in (("three", "w1"), ("four", "w1"), ("five", "w2")):
            running = turn(name, number, state=TurnState.RUNNING, worker=WorkerId(worker))
            tx.turns.add(replace(running, pool="gpu"))
        tx.turns.add(turn("six", number, state=TurnState.ENDED))
        tx.receipts.add(receipt("next", number, 1, Fate.NEXT))
        tx.receipts.add(receipt("read", number, 2, Fate.READ))
        tx.timers.set(Timer(TimerKind.TURN, "one", tx.now() - 1))
        tx.timers.set(Timer(TimerKind.TURN, "two", tx.now() + 1000))

    await store.run(work)
    census = await store.read(lambda reads: reads.census(3, 10))
    states = {each.state: each.count for each in census.live}
    assert states == {State.RUNNING: 2, State.QUEUED: 1, State.WAITING: 1}
    assert {(each.channel, each.pool, each.limited) for each in census.live} == {
        ("slack", "default", False)
    }
    assert sorted(census.turns, key=lambda each: each.pool) == [
        Turns("default", ready=2, ready_at=AT + 1),
        Turns("gpu", running=3, workers=2),
    ]
    assert sorted(census.items, key=lambda each: each.kind) == [
        OpenItems("alert", "stuck", 1, 1, AT + 2),
        OpenItems("question", "", 1, 1, AT + 3),
    ]
    assert census.pending == {"next": 1}
    assert sorted(census.outbox, key=lambda each: each.begun) == [
        Outgoing("slack", False, False, 1, AT + 5),
        Outgoing("slack", True, False, 1, AT + 5),
    ]
    assert census.dead == {"slack": 1}
    assert census.timers_due == 1
    assert census.timer_due_at is not None


async def test_live_sessions_are_told_apart_by_their_progress(
    store: AnyStore, clock: FakeClock
) -> None:
    now = await store.read(lambda reads: reads.now())

    def work(tx: Tx) -> None:
        tx.persons.add(person(ANN))
        for index, (ago, wait) in enumerate(((5, None), (400, None), (8000, None), (8000, 60.0))):
            row = session("", ANN, state=State.RUNNING)
            opened = tx.sessions.open(replace(row, thread=replace(row.thread, thread=str(index))))
            running = turn(f"t{index}", opened.number, state=TurnState.RUNNING)
            tx.turns.add(
                replace(
                    running,
                    last_progress_at=now - ago,
                    wait_until=None if wait is None else now + wait,
                )
            )
            tx.sessions.save(replace(opened, turn_id=running.id))

    await store.run(work)
    census = await store.read(lambda reads: reads.census(3, 10))
    assert sorted((each.band, each.limited, each.count) for each in census.live) == [
        (0, False, 1),
        (2, False, 1),
        (4, False, 1),
        (4, True, 1),
    ]
    assert min(each.progress_at for each in census.live) == now - 8000


async def test_persons_are_capped_by_their_own_cap_or_the_deployments(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        for who, cap in ((ANN, None), (BOB, 2), (CAT, 50)):
            tx.persons.add(replace(person(who), cap=cap))
            for index in range(2):
                row = session("", who, state=State.WAITING)
                thread = replace(row.thread, thread=f"{who}{index}")
                tx.sessions.open(replace(row, thread=thread))

    await store.run(work)

    async def capped(cap: int, most: int) -> int:
        return (await store.read(lambda reads: reads.census(cap, most))).capped

    assert await capped(3, 10) == 1
    assert await capped(2, 10) == 2
    assert await capped(3, 2) == 3


async def test_sessions_at_rest_are_counted_a_slice_at_a_time(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.persons.add(person(ANN))
        states = [State.DONE, State.RUNNING, State.DONE, State.PARKED, State.FAILED]
        for index, state in enumerate(states):
            row = session("", ANN, state=state)
            tx.sessions.open(replace(row, thread=replace(row.thread, thread=str(index))))

    await store.run(work)
    first = await store.read(lambda reads: reads.at_rest(0, 3))
    assert first.at_rest == [AtRest(State.DONE, "slack", "default", 2)]
    assert first.upto is not None
    after = first.upto
    second = await store.read(lambda reads: reads.at_rest(after, 3))
    assert {each.state: each.count for each in second.at_rest} == {State.PARKED: 1, State.FAILED: 1}
    assert second.upto is None
