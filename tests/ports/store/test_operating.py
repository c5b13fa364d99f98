"""Workers and freezes, on every database."""

from dataclasses import replace

from service.domain.freezes import Freeze, Scope
from service.domain.ids import WorkerId
from service.domain.turns import TurnState
from service.domain.workers import Presence, Worker
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import AT, ann_and_a_session, turn

ONE = Worker(WorkerId("one"), "default", "box", 7, "1.0", 50, AT, AT)
TWO = replace(ONE, id=WorkerId("two"), pool="a-pool", host="other")


async def test_a_worker_is_known_until_it_is_forgotten(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.workers.seen(ONE)
        tx.workers.seen(TWO)
        tx.workers.lives(TWO.id, AT + 60)
        tx.workers.left(ONE.id, AT + 5)

    await store.run(work)
    gone, live = replace(ONE, left_at=AT + 5), replace(TWO, seen_at=AT + 60)
    assert await store.read(lambda reads: reads.workers()) == [live, gone]
    since, _ = await store.run(lambda tx: tx.workers.seen_since(AT))
    assert since == [live]
    await store.run(lambda tx: tx.workers.seen(replace(ONE, pid=8, seen_at=AT + 90)))
    assert len((await store.run(lambda tx: tx.workers.seen_since(AT)))[0]) == 2, "it is back"
    await store.run(lambda tx: tx.workers.forget(AT + 61))
    assert [each.pid for each in await store.read(lambda reads: reads.workers())] == [8]


def test_a_silent_worker_has_vanished() -> None:
    assert ONE.presence(AT + 30) is Presence.LIVE
    assert ONE.presence(AT + 60) is Presence.VANISHED
    assert replace(ONE, left_at=AT).presence(AT + 60) is Presence.LEFT


async def test_turns_are_found_by_who_holds_them_and_by_their_waiting(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        number = ann_and_a_session(tx)
        for name, state, worker in (
            ("a", TurnState.RUNNING, ONE.id),
            ("b", TurnState.RUNNING, ONE.id),
            ("c", TurnState.READY, None),
            ("d", TurnState.ENDED, None),
        ):
            tx.turns.add(turn(name, number, state=state, worker=worker))
        tx.turns.add(turn("e", number, pool="gpu", ready_at=AT + 3))
        tx.turns.add(turn("f", number, pool="gpu", ready_at=AT + 2))

    await store.run(work)
    assert await store.read(lambda reads: reads.turns_held()) == {ONE.id: 2}
    ready = await store.read(lambda reads: reads.turns_ready())
    assert [each.id for each in ready] == ["c", "f", "e"]
    assert [each.pool for each in ready] == ["default", "gpu", "gpu"]


async def test_a_freeze_stands_once_and_is_lifted(store: AnyStore) -> None:
    everything = Freeze(Scope.ALL, "", "the disk is full", AT + 9)
    pool = Freeze(Scope.POOL, "gpu", "", AT)

    def work(tx: Tx) -> None:
        tx.freezes.put(pool)
        tx.freezes.put(replace(everything, reason="a mistake"))
        tx.freezes.put(everything)

    await store.run(work)
    assert (await store.run(lambda tx: tx.freezes.all()))[0] == [everything, pool]
    assert await store.read(lambda reads: reads.freezes()) == [everything, pool]
    lifted, _ = await store.run(
        lambda tx: (tx.freezes.lift(everything), tx.freezes.lift(everything))
    )
    assert lifted == (True, False)
    assert await store.read(lambda reads: reads.freezes()) == [pool]
