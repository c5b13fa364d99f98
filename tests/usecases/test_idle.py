"""A call that shows no sign of life: its person is told once, in time, and has ways out."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from service.domain.errors import Refused, Temporary
from service.domain.events import Kind, Reply
from service.domain.ids import SessionNumber
from service.domain.items import (
    CANCEL_CALL,
    DISMISS,
    KEEP_WAITING,
    STOP,
    Item,
    ItemState,
    Reason,
)
from service.domain.limits import Condition, Limit
from service.domain.paces import Pace
from service.domain.states import State
from service.domain.watching import Patience
from service.ports.tools import ToolResult, Workspace
from service.usecases.answer import Answer, answer_item
from service.usecases.configure import mute
from service.usecases.dismiss import dismiss
from service.usecases.redirect import redirect
from tests.fakes.working import FakeTools, Hang
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene, calls, finish, prose, until, work

ONE = SessionNumber(1)
SHORT = Patience(first_word=20.0, words=10.0, tool=60.0)


class Slow(FakeTools):
    """Runs until a test lets it end."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.ends = asyncio.Event(), asyncio.Event()
        self.cancelled = 0

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        self.begun.set()
        try:
            await self.ends.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return await super().run(workspace, name, arguments)


@pytest.fixture
async def scene(setting: Setting) -> Scene:
    return await with_patience(setting, SHORT)


async def with_patience(setting: Setting, patience: Patience) -> Scene:
    found = await setting(models=("demo", "fast"), patience=patience)
    found.tools = Slow()
    found.worker = found.new_worker("w1")
    await found.says("Build it")
    return found


async def lets_pass(scene: Scene, seconds: int) -> None:
    """Let time pass while the holder's heart beats and the sweeper sweeps."""
    for _ in range(seconds):
        scene.clock.advance(1.0)
        for _ in range(5):
            await asyncio.sleep(0)
        await scene.book.beat()
        await scene.sweeper.sweep()


async def begins_a_tool(scene: Scene) -> "asyncio.Task[None]":
    scene.script(calls(work()))
    working = scene.begins()
    assert isinstance(scene.tools, Slow)
    await until(scene.tools.begun.is_set)
    return working


async def idle(scene: Scene, number: int = 1, *, open_only: bool = True) -> list[Item]:
    found = await scene.store.read(
        lambda reads: reads.items(session=SessionNumber(number), open_only=open_only)
    )
    return [each for each in found if each.reason is Reason.IDLE]


async def last_of(scene: Scene, item: Item) -> Item:
    found = await scene.store.read(lambda reads: reads.item(item.id))
    assert found is not None
    return found


async def chooses(scene: Scene, item: Item, choice: str) -> State:
    session = await answer_item(scene.ports, item.id, Answer(ANN, choice, "web"))
    await scene.book.beat()
    return session.state


async def ends(scene: Scene, working: "asyncio.Task[None]") -> None:
    assert isinstance(scene.tools, Slow)
    scene.tools.ends.set()
    scene.script(prose("Done with it."))
    await working


async def test_a_tool_that_never_returns_is_told_once_and_cancelled(scene: Scene) -> None:
    working = await begins_a_tool(scene)
    await lets_pass(scene, 55)
    assert await idle(scene) == []
    await lets_pass(scene, 300)
    (item,) = await idle(scene, open_only=False)
    assert item.ask.startswith("`work` has shown nothing for 6")
    assert item.choices == (CANCEL_CALL, KEEP_WAITING, STOP)
    assert 60 <= item.opened_at - item.facts["last"] <= 62
    assert ("item", "alert", "idle") in scene.telemetry.facts
    scene.script(calls(finish("Done another way.")))
    assert await chooses(scene, item, CANCEL_CALL) is State.RUNNING
    await working
    (result, _) = await scene.results()
    assert result.startswith("Cancelled: Ann ended this call")
    assert result in scene.read()
    assert isinstance(scene.tools, Slow)
    assert scene.tools.cancelled == 1
    assert (await scene.session()).state is State.DONE
    (order,) = await scene.events(Kind.CONTROL)
    assert (order.payload["order"], order.payload["text"]) == ("cancel", "work")


async def test_what_is_learned_tells_sooner_and_says_what_is_usual(setting: Setting) -> None:
    scene = await with_patience(setting, Patience())
    known = Pace("tool work", {"31": 30.0}, scene.clock.now())  # 46 s or less
    await scene.store.run(lambda tx: tx.paces.save(known))
    await scene.book.paces.keep(scene.ports)
    working = await begins_a_tool(scene)
    await lets_pass(scene, 595)
    assert await idle(scene) == []
    await lets_pass(scene, 20)
    (item,) = await idle(scene)
    assert item.ask == "`work` has shown nothing for 10 min; it usually takes 46 s"
    await ends(scene, working)


async def test_it_is_taken_back_when_the_call_ends(scene: Scene) -> None:
    working = await begins_a_tool(scene)
    await lets_pass(scene, 70)
    (item,) = await idle(scene)
    hang = Hang(prose("Now."))
    scene.script(hang)
    assert isinstance(scene.tools, Slow)
    scene.tools.ends.set()
    await until(hang.begun.is_set)
    with pytest.raises(Refused, match="ended by itself"):
        await answer_item(scene.ports, item.id, Answer(ANN, CANCEL_CALL, "web"))
    await lets_pass(scene, 3)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "it goes on by itself")
    hang.go_on.set()
    await working


@pytest.mark.parametrize("answer", [KEEP_WAITING, DISMISS])
async def test_who_keeps_waiting_is_told_again_after_twice_as_long(
    scene: Scene, answer: str
) -> None:
    working = await begins_a_tool(scene)
    await lets_pass(scene, 100)
    (item,) = await idle(scene)
    if answer is DISMISS:
        await dismiss(scene.ports, ANN, item.id, "web")
    else:
        assert await chooses(scene, item, KEEP_WAITING) is State.RUNNING
    await lets_pass(scene, 95)
    assert await idle(scene) == []
    await lets_pass(scene, 10)
    (again,) = await idle(scene)
    assert again.id != item.id
    assert "3 min" in again.ask
    await ends(scene, working)
    assert (await last_of(scene, again)).answer == "its turn is over"


async def test_words_of_a_person_take_it_back(scene: Scene) -> None:
    working = await begins_a_tool(scene)
    await lets_pass(scene, 70)
    (item,) = await idle(scene)
    await scene.says("Is it the network?")
    await lets_pass(scene, 4)
    assert (await last_of(scene, item)).answer == "somebody wrote to it"
    assert await idle(scene) == []
    await ends(scene, working)


async def test_it_can_be_stopped_by_whoever_may_steer(scene: Scene) -> None:
    working = await begins_a_tool(scene)
    await lets_pass(scene, 70)
    (item,) = await idle(scene)
    with pytest.raises(Refused, match="no session 1"):
        await answer_item(scene.ports, item.id, Answer(BOB, STOP, "web"))
    await scene.store.run(lambda tx: tx.sessions.share(ONE, BOB))
    await answer_item(scene.ports, item.id, Answer(BOB, STOP, "web"))
    assert (await scene.session()).state is State.STOPPED
    await scene.book.beat()
    await working


async def test_a_redirect_lets_the_tool_end(scene: Scene) -> None:
    """Only a cancel ends a tool; and one that came before is not taken for another call's."""
    working = await begins_a_tool(scene)
    await redirect(scene.ports, ANN, ONE, "Do something else", "key")
    await lets_pass(scene, 3)
    assert isinstance(scene.tools, Slow)
    assert scene.tools.cancelled == 0
    await ends(scene, working)
    assert (await scene.results())[0] == "worked 1"


async def test_a_hung_stream_is_asked_again(scene: Scene) -> None:
    hang = Hang(prose("never"))
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    await lets_pass(scene, 30)
    (item,) = await idle(scene)
    assert item.ask.startswith("demo fell silent in the middle of its reply, ")
    scene.script(prose("Here it is."))
    await chooses(scene, item, CANCEL_CALL)
    await working
    assert (await scene.session()).state is State.DONE
    assert len(scene.model.requests) == 2
    assert len(await idle(scene, open_only=False)) == 1


async def test_another_model_may_be_asked_instead(scene: Scene) -> None:
    hang = Hang(prose("never"))
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    await lets_pass(scene, 30)
    (item,) = await idle(scene)
    assert item.choices == (CANCEL_CALL, "Use fast", KEEP_WAITING, STOP)
    scene.script(prose("Here it is."))
    await chooses(scene, item, "Use fast")
    await working
    assert [each.model for each in scene.model.requests] == ["demo", "fast"]
    assert (await scene.session()).model == "fast"


async def test_life_in_the_same_call_takes_it_back_and_doubles_the_patience(scene: Scene) -> None:
    hang = Hang(prose("never"))
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    await lets_pass(scene, 14)
    (item,) = await idle(scene)
    (held,) = scene.book._held.values()
    assert held.flight is not None
    held.flight.lives()
    await lets_pass(scene, 3)
    assert (await last_of(scene, item)).answer == "it shows signs of life again"
    await lets_pass(scene, 14)
    assert await idle(scene) == []
    await lets_pass(scene, 20)
    assert len(await idle(scene)) == 1
    hang.go_on.set()
    await working


async def test_nobody_is_told_of_a_wait_that_is_explained(scene: Scene) -> None:
    """Neither while a provider limits or is down, nor of a muted session."""
    scene.script(Temporary("too many requests", retry_after=300.0, source="demo", limited=True))
    working = scene.begins()
    await lets_pass(scene, 200)
    assert await idle(scene, open_only=False) == []
    hang = Hang(prose("Late."))
    scene.script(hang)
    await lets_pass(scene, 110)
    await until(hang.begun.is_set)
    down = Limit("demo", Condition.DOWN, scene.clock.now(), scene.clock.now() + 9999)
    await scene.store.run(lambda tx: tx.limits.save(down))
    await lets_pass(scene, 60)
    assert await idle(scene, open_only=False) == []
    await scene.store.run(lambda tx: tx.limits.save(Limit("demo")))
    await mute(scene.ports, ANN, ONE, muted=True)
    await lets_pass(scene, 60)
    assert await idle(scene, open_only=False) == []
    await mute(scene.ports, ANN, ONE, muted=False)
    await lets_pass(scene, 15)
    assert len(await idle(scene)) == 1
    hang.go_on.set()
    await working


async def test_nothing_is_judged_for_a_lease_after_an_outage(scene: Scene) -> None:
    """Neither does anybody judge a holder of whom nothing is known."""
    working = await begins_a_tool(scene)
    await lets_pass(scene, 30)
    scene.clock.advance(45.0)
    await scene.sweeper.sweep()
    await scene.sweeper.sweep()
    assert await idle(scene) == []
    assert (await scene.turns())[0].attempt == 1, "nor is it taken over"
    await lets_pass(scene, 8)
    assert await idle(scene) == []
    await lets_pass(scene, 8)
    assert len(await idle(scene)) == 1
    await ends(scene, working)


async def test_who_takes_the_turn_over_takes_it_back(scene: Scene) -> None:
    working = await begins_a_tool(scene)
    await lets_pass(scene, 70)
    (item,) = await idle(scene)
    await scene.passes(30)  # no beat any more
    assert (await last_of(scene, item)).answer == "another worker takes it up"
    await scene.book.beat()
    await working


async def test_calls_that_end_well_are_learned_from_in_batches(scene: Scene) -> None:
    assert isinstance(scene.tools, Slow)
    scene.tools.ends.set()
    scene.script(calls(work("a")), calls(work("b")), prose("Done."))
    await scene.works()
    assert (await scene.store.run(lambda tx: tx.paces.all()))[0] == []
    await scene.book.paces.keep(scene.ports)
    found = {each.name: each.weight for each in (await scene.store.run(lambda t: t.paces.all()))[0]}
    assert found == {"tool work": 2.0, "first demo": 3.0, "gap demo": 3.0}
    assert not scene.book.paces.has_news


async def test_a_call_that_is_cut_teaches_nothing(scene: Scene) -> None:
    hang = Hang(Reply("never"))
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert not scene.book.paces.has_news
