"""Slots of waiting sessions, and what a long session costs per step."""

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.ids import SessionNumber
from service.domain.states import State
from service.usecases.configure import set_cap
from service.usecases.move_up import move_up
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, Scene, ask, calls, finish, prose, work

ONE, TWO, THREE = SessionNumber(1), SessionNumber(2), SessionNumber(3)


async def test_a_waiting_session_parks_after_a_quarter_when_its_slot_is_wanted(
    setting: Setting,
) -> None:
    scene = await setting(cap=1)
    await scene.says("Ask me", "a")
    scene.script(calls(ask()), prose("Second."), prose("First."))
    await scene.works()
    await scene.says("Me too", "b")
    await scene.passes(14 * 60)
    assert (await scene.session()).state == State.WAITING
    await scene.passes(2 * 60)
    assert (await scene.session()).state == State.PARKED
    await scene.works()
    assert (await scene.session(2)).state == State.DONE
    answered = await scene.says("This one", "a")
    assert (answered.receipt.fate, answered.session.state) == ("answered", State.RUNNING)
    await scene.works()
    assert (await scene.session()).state == State.DONE


async def test_a_waiting_session_parks_after_a_day_anyway(setting: Setting) -> None:
    scene = await setting(park_when_queued=15.0, park_anyway=60.0)
    await scene.says("Ask me")
    scene.script(calls(ask()))
    await scene.works()
    await scene.passes(55)
    assert (await scene.session()).state == State.WAITING
    await scene.passes(10)
    assert (await scene.session()).state == State.PARKED
    assert len(await scene.items()) == 1


async def test_the_answer_to_a_parked_question_goes_to_the_head(setting: Setting) -> None:
    scene = await setting(cap=1, park_when_queued=1.0)
    await scene.says("Ask me", "a")
    scene.script(calls(ask()))
    await scene.works()
    for thread in "bcd":
        await scene.says("Wait", thread)
    await scene.passes(5)
    assert (await scene.session(2)).state == State.RUNNING
    assert (await scene.says("This", "a")).position == 1
    assert await move_up(scene.ports, ANN, SessionNumber(4), to_head=True) == 1
    assert await move_up(scene.ports, ANN, THREE) == 2
    queue = await scene.store.read(lambda reads: reads.queue(ANN))
    assert list(queue) == [4, 3, 1]


async def test_a_higher_cap_starts_what_is_queued(setting: Setting) -> None:
    scene = await setting(cap=1)
    for thread in "abc":
        await scene.says("Go", thread)
    await set_cap(scene.ports, ANN, 2)
    states = [(await scene.session(number)).state for number in (1, 2, 3)]
    assert states == [State.RUNNING, State.RUNNING, State.QUEUED]


async def test_a_step_reads_only_what_is_new(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the store hands out per step stays the same as the history grows."""
    rows: list[int] = []
    real_run = scene.store.run

    async def counted(work: Callable[[Any], Any], **more: Any) -> Any:
        result, effects = await real_run(work, **more)
        rows.append(len(getattr(result, "events", ())))
        return result, effects

    await scene.says("Go")
    scene.script(*[calls(work(str(index))) for index in range(45)], calls(finish()))
    monkeypatch.setattr(scene.store, "run", counted)
    reads: list[int] = []
    real_read = scene.store.read

    async def counted_read(query: Callable[[Any], Any]) -> Any:
        reads.append(1)
        return await real_read(query)

    monkeypatch.setattr(scene.store, "read", counted_read)
    await scene.works()
    assert (await scene.session()).state == State.DONE
    assert max(rows) <= 3
    assert len(reads) < 6
