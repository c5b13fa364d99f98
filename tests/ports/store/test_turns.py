from dataclasses import fields, replace
from typing import Any

import pytest

from service.domain.errors import Bug
from service.domain.ids import ItemId, SessionNumber, TurnId, WorkerId
from service.domain.turns import CallKind, InFlight, Outcome, Phase, Progress, Turn, TurnState
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import AT, ann_and_a_session, turn

CALL = InFlight(
    "1-1", CallKind.TOOL, "make", "make all", AT, AT + 2, 40.0, others=("fast",)
).as_json()
CHANGED: dict[str, Any] = {
    "pool": "gpu",
    "ready_at": AT + 1,
    "state": TurnState.RUNNING,
    "phase": Phase.CAPTURE,
    "attempt": 3,
    "crashes": 2,
    "ring": 4,
    "worker": WorkerId("a worker with a name that is longer than an id"),
    "lease_until": AT + 10.5,
    "last_progress_at": AT + 2.5,
    "cancel_seq": 8,
    "wait_until": AT + 20,
    "wait_reason": "rate limit of demo",
    "steps": 5,
    "tokens": 5_000_000_000,
    "cost_usd": 0.1,
    "seconds": 4.5,
    "outcome": Outcome.FINISHED,
    "claimed_at": AT + 3,
    "ended_at": AT + 4,
    "in_flight": CALL,
    "expected_by": AT + 30,
    "idle_item": ItemId("idle"),
}
KEPT = {"id", "session", "opened_at"}
US, THEM = WorkerId("us"), WorkerId("them")


async def test_a_turn_reads_back_as_written(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)
    await store.run(lambda tx: tx.turns.add(turn("one", number)))
    assert (await store.run(lambda tx: tx.turns.get(TurnId("one"))))[0] == turn("one", number)
    assert await store.read(lambda reads: reads.turn(TurnId("one"))) == turn("one", number)
    assert await store.read(lambda reads: reads.turn(TurnId("two"))) is None


async def test_every_field_that_may_change_is_saved(store: AnyStore) -> None:
    assert CHANGED.keys() | KEPT == {field.name for field in fields(Turn)}
    number, _ = await store.run(ann_and_a_session)
    await store.run(lambda tx: tx.turns.add(turn("one", number)))

    def work(tx: Tx) -> Turn:
        locked = tx.turns.lock(TurnId("one"))
        assert locked is not None
        changed = replace(locked, **CHANGED)
        tx.turns.save(changed)
        return changed

    changed, _ = await store.run(work)
    assert await store.read(lambda reads: reads.turn(TurnId("one"))) == changed


async def test_what_is_not_there_is_not_saved(store: AnyStore) -> None:
    assert (await store.run(lambda tx: tx.turns.lock(TurnId("none"))))[0] is None
    with pytest.raises(Bug, match="no turn none"):
        await store.run(lambda tx: tx.turns.save(turn("none", SessionNumber(1))))


async def test_a_session_shows_its_newest_turns_first(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)

    def work(tx: Tx) -> None:
        for index in range(5):
            tx.turns.add(turn(f"t{index}", number, opened_at=AT + index))

    await store.run(work)
    newest = await store.read(lambda reads: reads.turns(number, limit=2))
    assert [each.id for each in newest] == ["t4", "t3"]
    assert len(await store.read(lambda reads: reads.turns(number))) == 5


def held(name: str, number: SessionNumber, worker: WorkerId, **more: Any) -> Turn:
    return turn(
        name,
        number,
        state=TurnState.RUNNING,
        worker=worker,
        lease_until=AT + 10,
        last_progress_at=AT,
        **more,
    )


async def test_a_beat_renews_what_the_worker_holds_and_nothing_else(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)

    def work(tx: Tx) -> None:
        tx.turns.add(held("0moved", number, US, attempt=2, cancel_seq=5))
        tx.turns.add(held("still", number, US))
        tx.turns.add(held("deserted", number, US))
        tx.turns.add(held("theirs", number, THEM))
        tx.turns.add(replace(held("ended", number, US), state=TurnState.ENDED))
        tx.turns.add(turn("ready", number))

    await store.run(work)
    progress = {
        TurnId("0moved"): Progress(AT + 1.5, CALL, AT + 40),
        TurnId("still"): Progress(AT),
        TurnId("theirs"): Progress(AT + 9),
    }
    kept, _ = await store.run(lambda tx: tx.turns.beat(US, AT + 20, progress))
    assert sorted(kept) == [("0moved", 2, 5), ("still", 1, 0)]

    after = {each.id: each for each in await store.read(lambda reads: reads.turns(number))}
    leases = {name: (each.lease_until, each.last_progress_at) for name, each in after.items()}
    assert leases == {
        "0moved": (AT + 20, AT + 1.5),
        "still": (AT + 20, AT),
        "deserted": (AT + 10, AT),
        "theirs": (AT + 10, AT),
        "ended": (AT + 10, AT),
        "ready": (0.0, 0.0),
    }
    calls = {name: (each.in_flight, each.expected_by) for name, each in after.items()}
    assert calls.pop(TurnId("0moved")) == (CALL, AT + 40)
    assert set(map(str, calls.values())) == {"({}, None)"}
    assert (await store.run(lambda tx: tx.turns.beat(WorkerId("nobody"), AT, {})))[0] == []


async def test_a_worker_finds_what_it_held(store: AnyStore) -> None:
    number, _ = await store.run(ann_and_a_session)

    def work(tx: Tx) -> None:
        tx.turns.add(held("a", number, US))
        tx.turns.add(held("b", number, THEM))
        tx.turns.add(replace(held("c", number, US), state=TurnState.ENDED))

    await store.run(work)
    assert await store.read(lambda reads: reads.held_by(US)) == ["a"]
