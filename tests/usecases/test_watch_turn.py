"""An agent that goes round in circles: it is told, then its person is, who has ways out."""

from collections.abc import Mapping
from typing import Any

import pytest

from service.domain.errors import Refused
from service.domain.events import Event, Kind, Reply
from service.domain.ids import SessionNumber
from service.domain.items import IGNORE, RESTART, STOP, Item, ItemState, Reason
from service.domain.states import State
from service.domain.turns import Outcome
from service.ports.tools import ToolResult, Workspace
from service.usecases.answer import Answer, answer_item
from service.usecases.resume import retry
from tests.fakes.working import FakeTools, Hang, Line
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene, calls, finish, prose, until, work

ONE = SessionNumber(1)
MISSING = "No such file: report.py"


class Broken(FakeTools):
    """Fails in the same way each time, until it is mended."""

    def __init__(self) -> None:
        super().__init__()
        self.mended = False

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        if self.mended:
            return await super().run(workspace, name, arguments)
        return ToolResult(False, MISSING)


@pytest.fixture
async def scene(setting: Setting) -> Scene:
    found = await setting(models=("demo", "fast"))
    found.tools = Broken()
    found.worker = found.new_worker("w1")
    await found.says("Find out why the report is empty")
    return found


def tries(count: int, start: int = 0) -> list[Line]:
    """So many calls of the tool that fails."""
    return [calls(work(f"w{start + each}")) for each in range(count)]


async def stuck(scene: Scene) -> list[Item]:
    return [each for each in await scene.items() if each.reason is Reason.STUCK]


async def alerts(scene: Scene) -> list[Event]:
    return [e for e in await scene.events(Kind.ALERT) if e.payload["reason"] == Reason.STUCK]


async def told(scene: Scene) -> tuple[Hang, Item]:
    """Let the agent go round until its person is told, and hold its next call of the model."""
    hang = Hang(prose("I give up."))
    scene.script(*tries(4), hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    (item,) = await stuck(scene)
    scene.working = working  # type: ignore[attr-defined]
    return hang, item


async def ends(scene: Scene, hang: Hang) -> None:
    hang.go_on.set()
    await scene.working  # type: ignore[attr-defined]


async def last_of(scene: Scene, item: Item) -> Item:
    found = await scene.store.read(lambda reads: reads.item(item.id))
    assert found is not None
    return found


async def test_the_agent_is_told_first_and_once(scene: Scene) -> None:
    scene.script(*tries(3), prose("It cannot be read."))
    await scene.works()
    (nudge,) = await scene.events(Kind.NOTICE)
    assert nudge.payload["text"].startswith("It looks as if you were stuck. ")
    assert MISSING in nudge.payload["text"]
    assert nudge.payload["text"] in scene.read()
    assert await alerts(scene) == []
    assert ("watched", "same_failure", "nudge") in scene.telemetry.facts


async def test_then_its_person_is_with_the_evidence(scene: Scene) -> None:
    hang, item = await told(scene)
    assert MISSING in item.ask
    assert "steps 1–4" in item.ask
    assert item.choices == (RESTART, "Go on with fast", STOP, IGNORE)
    assert (await scene.session()).state is State.RUNNING
    (alert,) = await alerts(scene)
    assert alert.payload["item"] == item.id
    await ends(scene, hang)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "its turn is over")


async def test_it_starts_again_with_the_hint_in_its_slot(scene: Scene) -> None:
    hang, item = await told(scene)
    session = await answer_item(scene.ports, item.id, Answer(ANN, RESTART, "web"))
    assert session.state is State.RUNNING
    scene.tools.mended = True  # type: ignore[attr-defined]
    scene.script(calls(work("again")), calls(finish("Found it.")))
    await ends(scene, hang)
    await scene.works()
    assert [each.outcome for each in await scene.turns()] == [Outcome.RESTARTED, Outcome.FINISHED]
    assert f"Their hint: {item.facts['hint']}" in scene.read()
    over = await last_of(scene, item)
    assert (over.state, over.answer, over.resolved_by) == (ItemState.RESOLVED, RESTART, ANN)
    assert (await scene.session()).state is State.DONE


async def test_another_hint_restarts_it_as_well_and_only_while_it_is_stuck(scene: Scene) -> None:
    hang, item = await told(scene)
    await retry(scene.ports, ANN, ONE, "Look into billing.py")
    with pytest.raises(Refused, match="is running"):
        await retry(scene.ports, ANN, ONE, "Once more")
    scene.script(prose("Thanks, there it was."))
    await ends(scene, hang)
    assert "Their hint: Look into billing.py" in scene.read()
    assert (await last_of(scene, item)).state is ItemState.WITHDRAWN


async def test_a_pattern_to_be_ignored_is_never_told_again(scene: Scene) -> None:
    hang, item = await told(scene)
    await answer_item(scene.ports, item.id, Answer(ANN, IGNORE, "web"))
    await ends(scene, hang)
    await scene.says("Try again")
    scene.script(*tries(8, 10), prose("No."))
    await scene.works()
    assert len(await scene.events(Kind.NOTICE)) == 2, "the agent still hears of it"
    assert len(await alerts(scene)) == 1


async def test_it_can_be_stopped_or_go_on_with_another_model(scene: Scene) -> None:
    hang, item = await told(scene)
    session = await answer_item(scene.ports, item.id, Answer(ANN, "Go on with fast", "web"))
    assert (session.model, session.state) == ("fast", State.RUNNING)
    await ends(scene, hang)
    await scene.says("Try again")
    hang, item = await told(scene)
    assert item.choices[1] == "Go on with demo"
    session = await answer_item(scene.ports, item.id, Answer(ANN, STOP, "web"))
    assert session.state is State.STOPPED
    await ends(scene, hang)


async def test_who_may_steer_may_choose(scene: Scene) -> None:
    hang, item = await told(scene)
    with pytest.raises(Refused, match="no session 1"):
        await answer_item(scene.ports, item.id, Answer(BOB, STOP, "web"))
    await scene.store.run(lambda tx: tx.sessions.share(ONE, BOB))
    await answer_item(scene.ports, item.id, Answer(BOB, STOP, "web"))
    assert (await last_of(scene, item)).resolved_by == BOB
    await ends(scene, hang)


async def test_something_new_takes_it_back(scene: Scene) -> None:
    hang, item = await told(scene)
    scene.tools.mended = True  # type: ignore[attr-defined]
    hang.reply = calls(work("new"))
    scene.script(prose("There it is."))
    await ends(scene, hang)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "it found something new by itself")


async def test_words_of_a_person_take_it_back(scene: Scene) -> None:
    hang, item = await told(scene)
    await scene.says("It is in billing.py")
    hang.reply = calls(work("once more"))
    scene.script(prose("Thanks."))
    await ends(scene, hang)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "somebody wrote to it")


@pytest.mark.parametrize("after", [3, 4])
async def test_whoever_takes_the_turn_over_goes_on_where_the_watch_was(
    scene: Scene, after: int
) -> None:
    """The first worker dies after so many tries, before it told anybody what it found."""
    hang = Hang(Reply("never"))
    scene.script(*tries(after), hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    working.cancel()
    await until(working.done)
    scene.worker = scene.new_worker("w2")
    scene.script(*tries(4 - after, 5), prose("I give up."))
    await scene.passes(60)
    await scene.works()
    assert len(await scene.events(Kind.NOTICE)) == 1
    assert len(await alerts(scene)) == 1
