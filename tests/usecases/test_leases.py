"""What happens to a turn when its worker dies, leaves, hangs, or loses the database."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from service.domain.errors import Temporary
from service.domain.events import Kind
from service.domain.ids import SessionNumber, TurnId
from service.domain.items import Reason
from service.domain.states import State
from service.domain.turns import TurnState
from service.usecases.claim import reclaim
from service.usecases.leases import LeaseBook
from service.usecases.park import park
from service.usecases.stop import stop
from tests.fakes.working import Hang
from tests.usecases.scene import ANN, Scene, calls, prose, until, work

ONE = SessionNumber(1)


async def killed(scene: Scene) -> None:
    """Begin a turn and end its process where it stands: nothing is written any more."""
    hang = Hang(prose())
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    store, scene.store.run = scene.store.run, _gone  # type: ignore[method-assign]
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    scene.store.run = store  # type: ignore[method-assign]


async def _gone(*args: Any, **kwargs: Any) -> Any:
    raise Temporary("the process is gone", source="database")


async def test_another_worker_takes_over_within_fifteen_seconds(scene: Scene) -> None:
    await scene.says("Compare")
    await killed(scene)
    await scene.passes(14)
    (turn,) = await scene.turns()
    assert (turn.state, turn.attempt, turn.crashes) == (TurnState.READY, 2, 1)
    scene.script(prose())
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_three_crashes_at_one_step_fail_and_a_message_reopens(scene: Scene) -> None:
    await scene.says("Compare")
    for _ in range(3):
        await killed(scene)
        await scene.passes(14)
    assert (await scene.session()).state == State.FAILED
    (item,) = await scene.items()
    assert item.ask == "Its worker died 3 times at the same step"
    scene.script(prose())
    await scene.says("Try again")
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_an_announced_wait_is_no_step_that_forgets_crashes(scene: Scene) -> None:
    await scene.says("Compare")
    for _ in range(3):
        scene.script(Temporary("m is busy.", retry_after=0.1, limited=True))
        hang = Hang(prose())
        scene.script(hang)
        working = scene.begins()
        while not hang.begun.is_set():
            scene.clock.advance(0.5)
            await asyncio.sleep(0)
        store, scene.store.run = scene.store.run, _gone  # type: ignore[method-assign]
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        scene.store.run = store  # type: ignore[method-assign]
        await scene.passes(20)
    assert (await scene.session()).state == State.FAILED


async def test_trouble_that_is_not_the_databases_counts_like_a_crash(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.says("Compare")

    def hold(session: SessionNumber, created_at: float) -> Any:
        raise Temporary("The workspaces' disk is away; mount it again.", source="disk")

    monkeypatch.setattr(scene.workspaces, "hold", hold)
    for _ in range(3):
        assert (await scene.session()).state == State.RUNNING
        await scene.works()
        assert scene.rings() == [], "it is tried again a little later"
        await scene.passes(6)
    assert (await scene.session()).state == State.FAILED
    (item,) = await scene.items()
    assert item.ask == "The workspaces' disk is away; mount it again."
    assert [each.attempt for each in await scene.turns()] == [3]


async def test_a_disk_that_is_away_for_a_moment_fails_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.says("Compare")

    def hold(session: SessionNumber, created_at: float) -> Any:
        raise Temporary("The workspaces' disk is away; mount it again.", source="disk")

    with monkeypatch.context() as patch:
        patch.setattr(scene.workspaces, "hold", hold)
        await scene.works()
    await scene.passes(6)
    scene.script(prose())
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_the_databases_trouble_is_no_crash_and_no_storm(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.says("Compare")

    with monkeypatch.context() as patch:
        patch.setattr(scene.store, "read", _gone)
        await scene.works()
    (turn,) = await scene.turns()
    assert (turn.state, turn.attempt, turn.crashes) == (TurnState.READY, 2, 0)
    assert scene.rings() == []
    await scene.passes(6)
    scene.script(prose())
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_a_shutdown_hands_over_at_the_steps_end(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(calls(work()))

    async def leave() -> None:
        scene.book.leave()

    scene.tools.first = leave
    for ring in scene.rings():
        await scene.follow(ring)
    (turn,) = await scene.turns()
    assert (turn.state, turn.attempt, turn.crashes) == (TurnState.READY, 2, 0)
    assert await scene.results() == ["worked 1"]
    scene.book = LeaseBook(scene.worker)
    scene.script(prose())
    await scene.works()
    assert (await scene.session()).state == State.DONE
    assert len(scene.tools.ran) == 1


async def test_a_shutdown_waits_for_no_provider(scene: Scene) -> None:
    scene.script(Temporary("acme says: slow down.", retry_after=600.0, limited=True))
    await scene.says("Compare")
    (ring,) = scene.rings()
    working = asyncio.ensure_future(scene.follow(ring))
    for _ in range(50):
        await asyncio.sleep(0)
    assert (await scene.turns())[0].wait_until is not None
    scene.book.leave()
    scene.clock.advance(2.0)
    await working
    (turn,) = await scene.turns()
    assert (turn.state, turn.attempt, turn.crashes) == (TurnState.READY, 2, 0)
    assert scene.rings(), "another worker is called at once"


async def test_a_cancelled_call_is_handed_over_and_charged(scene: Scene) -> None:
    await scene.says("Compare")
    hang = Hang(prose())
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    (turn,) = await scene.turns()
    assert (turn.state, turn.attempt) == (TurnState.READY, 2)
    assert (await scene.session()).cost_usd > 0


async def test_a_lease_is_given_up_at_two_thirds(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.says("Compare")
    hang = Hang(prose())
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    monkeypatch.setattr(scene.store, "run", _gone)
    scene.clock.advance(6)
    await scene.book.beat()
    await asyncio.sleep(0)
    assert not working.done()
    scene.clock.advance(1)
    await scene.book.beat()
    await working
    assert len(scene.book) == 0


async def test_a_beat_that_hangs_does_not_keep_a_lease(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.says("Compare")
    hang = Hang(prose())
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)

    back = asyncio.Event()

    async def hangs(*args: Any, **kwargs: Any) -> Any:
        await back.wait()
        raise Temporary("the database was away", source="database")

    with monkeypatch.context() as patch:
        patch.setattr(scene.store, "run", hangs)
        beating = asyncio.ensure_future(scene.book.run())
        for _ in range(9):
            await asyncio.sleep(0)
            scene.clock.advance(1)
            for _ in range(5):
                await asyncio.sleep(0)
        lost = [held.lost for held in scene.book._held.values()]
        assert lost in ([True], [])
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        back.set()
        await working


async def test_a_long_call_keeps_its_lease_by_beats(scene: Scene) -> None:
    await scene.says("Compare")
    hang = Hang(prose())
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    for _ in range(60):
        await scene.passes(1)
        await scene.book.beat()
    hang.go_on.set()
    await working
    (turn,) = await scene.turns()
    assert (turn.attempt, turn.state) == (1, TurnState.ENDED)


async def test_a_worker_that_comes_back_by_its_name_gives_back_at_once(scene: Scene) -> None:
    await scene.says("Compare")
    await killed(scene)
    assert await reclaim(scene.worker) == 1
    scene.script(prose())
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_the_same_worker_twice_lets_its_earlier_attempt_go(scene: Scene) -> None:
    await scene.says("Compare")
    hang = Hang(prose("Too late."))
    scene.script(hang, prose("In time."))
    first = scene.begins()
    await until(hang.begun.is_set)
    await scene.passes(14)
    await scene.works()
    await first
    texts = [each.payload["text"] for each in await scene.events(Kind.ASSISTANT)]
    assert texts == ["In time."]


async def test_who_waits_for_the_workspace_can_be_stopped(scene: Scene) -> None:
    await scene.says("Compare")
    async with scene.workspaces.lock(ONE):
        working = scene.begins()
        await until(lambda: len(scene.book) == 1)
        await stop(scene.ports, ANN, ONE)
        await scene.book.beat()
        await until(lambda: len(scene.book) == 0)
    await working
    assert scene.model.requests == []


async def test_a_park_ends_a_wait(scene: Scene) -> None:
    await scene.says("Compare")
    scene.script(Temporary("m is busy.", retry_after=600, limited=True))
    working = scene.begins()
    await until(lambda: ("model", "demo", "limited") in scene.telemetry.facts)
    for _ in range(20):
        await asyncio.sleep(0)
    (turn,) = await scene.turns()
    assert (turn.wait_reason, turn.wait_until is None) == ("m is busy.", False)
    await park(scene.ports, ANN, ONE)
    scene.clock.advance(2)
    await working
    assert (await scene.session()).state == State.PARKED


async def test_nobody_is_judged_after_a_gap(scene: Scene) -> None:
    await scene.says("Compare")
    hang = Hang(prose())
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    await scene.passes(2)
    scene.clock.advance(300)
    await scene.sweeper.sweep()
    await scene.book.beat()
    await scene.passes(9)
    await scene.book.beat()
    await scene.passes(5)
    hang.go_on.set()
    await working
    (turn,) = await scene.turns()
    assert turn.attempt == 1


async def test_a_turn_that_nobody_takes_is_told_and_the_alert_goes_away(scene: Scene) -> None:
    await scene.says("Compare")
    await scene.passes(29)
    assert await scene.items() == []
    await scene.passes(40)
    (item,) = await scene.items()
    assert item.reason == Reason.NO_WORKER
    (turn,) = await scene.turns()
    assert 3 <= turn.ring <= 6
    scene.script(prose())
    await scene.works()
    assert [each.reason for each in await scene.items()] == [Reason.NONE]  # only its result


async def test_an_old_attempt_claims_nothing(scene: Scene) -> None:
    await scene.says("Compare")
    (ring,) = scene.rings()
    await killed_by(scene, ring.ref)
    await scene.follow(ring)
    assert scene.model.requests == []


async def killed_by(scene: Scene, ref: str) -> None:
    """Have the turn given back, so that the ring's attempt is old."""

    def work(tx: Any) -> None:
        turn = tx.turns.lock(TurnId(ref))
        tx.turns.save(replace(turn, attempt=2))

    await scene.store.run(work)
