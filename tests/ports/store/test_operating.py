"""Workers and freezes, on every database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.domain.freezes import Freeze, Scope
from service.domain.ids import PersonId, TurnId, WorkerId
from service.domain.states import State
from service.domain.turns import Phase, TurnState
from service.domain.workers import Presence, Worker
from service.ports.census import Turns
from service.ports.store import Tx
from tests.fixtures_store import AnyStore
from tests.ports.store.samples import ANN, AT, BOB, ann_and_a_session, person, session, turn

ONE = Worker(WorkerId("one"), "default", "box", 7, "1.0", 50, AT, AT)
TWO = replace(ONE, id=WorkerId("two"), pool="a-pool", host="other")


async def test_a_worker_is_known_until_it_is_forgotten(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.workers.seen(ONE)
        tx.workers.seen(TWO)
        assert tx.workers.lives(TWO.id, AT + 60)
        assert not tx.workers.lives(WorkerId("nobody"), AT + 60)
        tx.workers.left(ONE.id, AT + 5)

    await store.run(work)
    gone, live = replace(ONE, left_at=AT + 5), replace(TWO, seen_at=AT + 60)
    assert await store.read(lambda reads: reads.workers()) == [live, gone]
    since, _ = await store.run(lambda tx: tx.workers.seen_since(AT))
    assert since == [live]
    await store.run(lambda tx: tx.workers.seen(replace(ONE, pid=8, seen_at=AT + 90)))
    assert len((await store.run(lambda tx: tx.workers.seen_since(AT)))[0]) == 2, "it is back"
    pools, _ = await store.run(lambda tx: tx.workers.pools())
    assert pools == ["a-pool", "default"]
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


def waiting(tx: Tx, name: str, owner: PersonId = ANN, /, **fields: Any) -> None:
    """Add a running session with a turn that waits for a worker."""
    opened = tx.sessions.open(session(name, owner))
    tx.sessions.save(replace(opened, state=State.RUNNING, turn_id=TurnId(name)))
    number = opened.number
    tx.turns.add(turn(name, number, **fields))


async def frozen_by(store: AnyStore, *freezes: Freeze) -> None:
    """Let these freezes stand and no others."""

    def put(tx: Tx) -> None:
        for each in tx.freezes.all():
            tx.freezes.lift(each)
        for each in freezes:
            tx.freezes.put(each)

    await store.run(put)


async def unclaimed(store: AnyStore, pool: str, limit: int = 9) -> Sequence[tuple[str, int]]:
    return await store.read(lambda reads: reads.turns_unclaimed(pool, limit))


async def test_turns_that_may_be_claimed_are_found_without_a_ring(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.persons.add(person())
        waiting(tx, "young", ready_at=AT + 5, attempt=3)
        waiting(tx, "old")
        waiting(tx, "not rung for yet", ring=0)
        waiting(tx, "held", state=TurnState.RUNNING, worker=ONE.id)
        waiting(tx, "elsewhere", pool="gpu")
        tx.turns.add(turn("not its session's", tx.sessions.open(session("other")).number))

    await store.run(work)

    assert await unclaimed(store, "default") == [("old", 1), ("young", 3)]
    assert await unclaimed(store, "default", 1) == [("old", 1)]
    assert await unclaimed(store, "gpu") == [("elsewhere", 1)]
    assert await unclaimed(store, "nobody's") == []


async def test_turns_that_are_held_back_are_not_found(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.persons.add(person())
        tx.persons.add(person(BOB))
        waiting(tx, "ann's")
        waiting(tx, "ann's, to save", ready_at=AT + 1, phase=Phase.CAPTURE)
        waiting(tx, "bob's", BOB, ready_at=AT + 2)
        waiting(tx, "bob's on the box", BOB, pool="gpu")

    await store.run(work)

    async def found_beside(*freezes: Freeze) -> list[str]:
        await frozen_by(store, *freezes)
        return [turn for pool in ("default", "gpu") for turn, _ in await unclaimed(store, pool)]

    saved = "ann's, to save"
    assert await found_beside() == ["ann's", saved, "bob's", "bob's on the box"]
    assert await found_beside(Freeze(Scope.ALL, "", "", AT)) == [saved]
    assert await found_beside(Freeze(Scope.POOL, "gpu", "", AT)) == ["ann's", saved, "bob's"]
    assert await found_beside(Freeze(Scope.PERSON, ANN, "", AT)) == [
        saved,
        "bob's",
        "bob's on the box",
    ]
    both = Freeze(Scope.PERSON, BOB, "", AT), Freeze(Scope.POOL, "default", "", AT)
    assert await found_beside(*both) == [saved]


async def test_the_census_tells_what_is_held_back_from_what_stands_still(store: AnyStore) -> None:
    def work(tx: Tx) -> None:
        tx.persons.add(person())
        tx.persons.add(person(BOB))
        waiting(tx, "ann's")
        waiting(tx, "ann's, to save", ready_at=AT + 1, phase=Phase.CAPTURE)
        waiting(tx, "ann's, at work", state=TurnState.RUNNING, worker=ONE.id)
        tx.sessions.open(session("ann's, queued"))
        opened = tx.sessions.open(session("bob's on the box", BOB, pool="gpu"))
        name = TurnId("bob's on the box")
        tx.turns.add(turn(name, opened.number, pool="gpu", ready_at=AT + 2))
        tx.sessions.save(replace(opened, state=State.RUNNING, turn_id=name))

    await store.run(work)

    async def told_beside(*freezes: Freeze) -> tuple[set[tuple[str, str]], list[Turns]]:
        await frozen_by(store, *freezes)
        census = await store.read(lambda reads: reads.census(3, 10))
        assert sum(each.count for each in census.live) == 5
        held = {(each.state.value, each.pool): each.count for each in census.live if each.frozen}
        assert set(held.values()) <= {1}
        return set(held), sorted(census.turns, key=lambda each: each.pool)

    anns = {("queued", "default"), ("running", "default")}
    bobs = {("running", "gpu")}
    default = Turns("default", ready=2, ready_at=AT, running=1, workers=1)
    gpu = Turns("gpu", ready=1, ready_at=AT + 2)
    to_save = replace(default, ready=1, ready_at=AT + 1, frozen=1)
    held = Turns("gpu", frozen=1)
    assert await told_beside() == (set(), [default, gpu])
    assert await told_beside(Freeze(Scope.ALL, "", "", AT)) == (anns | bobs, [to_save, held])
    assert await told_beside(Freeze(Scope.POOL, "gpu", "", AT)) == (bobs, [default, held])
    assert await told_beside(Freeze(Scope.PERSON, ANN, "", AT)) == (anns, [to_save, gpu])


async def test_a_turn_that_waits_stands_still_no_longer_than_it_waits(store: AnyStore) -> None:
    now = await store.read(lambda reads: reads.now())
    hours = now - 8000

    def work(tx: Tx) -> None:
        tx.persons.add(person())
        for pool, fields in (
            ("thawed", {"ready_at": now, "last_progress_at": hours}),
            ("waits", {"ready_at": hours, "last_progress_at": hours - 9}),
            ("given back", {"ready_at": hours, "last_progress_at": now}),
            ("at work", {"ready_at": now, "last_progress_at": hours, "state": TurnState.RUNNING}),
        ):
            opened = tx.sessions.open(session(pool, pool=pool))
            tx.turns.add(turn(pool, opened.number, **fields))
            tx.sessions.save(replace(opened, state=State.RUNNING, turn_id=TurnId(pool)))
        tx.sessions.open(session("no turn", state=State.RUNNING, pool="no turn", state_since=hours))

    await store.run(work)
    census = await store.read(lambda reads: reads.census(3, 10))
    assert {each.pool: (each.band, each.progress_at) for each in census.live} == {
        "thawed": (0, now),
        "waits": (4, hours),
        "given back": (0, now),
        "at work": (4, hours),
        "no turn": (4, hours),
    }


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
