"""An agent that goes round in circles: it is told, then its person is, who has ways out."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from service.domain.errors import Refused
from service.domain.events import Draft, Event, Kind, Reply, ToolCall, is_nudge
from service.domain.ids import SessionNumber
from service.domain.items import IGNORE, RESTART, STOP, Item, ItemState, Reason
from service.domain.states import State
from service.domain.turns import Outcome
from service.ports.tools import ToolResult, Workspace
from service.supervisor.alerts import Alert, Rule
from service.supervisor.watch import Stage, Verdict, Watch
from service.usecases import watch_turn
from service.usecases.answer import Answer, answer_item
from service.usecases.record import Recorded, Step
from service.usecases.resume import retry
from service.usecases.turn_run import TurnRun
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
        self.runs = 0
        self.hangs_at = 0
        self.hangs = asyncio.Event()

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        self.runs += 1
        if self.runs == self.hangs_at:
            self.hangs.set()
            await asyncio.Event().wait()
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


async def test_its_record_says_how_near_it_was_and_how_often_it_was_told(scene: Scene) -> None:
    hang = Hang(calls(work("w2")))
    scene.script(*tries(2), hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    found = await scene.session()
    assert (found.nudges, found.doubt, found.heard_at) == (0, 0.0, scene.clock.now())
    hang.go_on.set()
    scene.model.script.insert(0, later := Hang(calls(finish("Found it."))))
    await until(later.begun.is_set)
    found = await scene.session()
    assert (found.nudges, found.doubt) == (1, 1.0)
    later.go_on.set()
    await working
    assert (await scene.session()).nudges == 0, "its work is done"


async def test_then_its_person_is_with_the_evidence(scene: Scene) -> None:
    hang, item = await told(scene)
    assert MISSING in item.ask
    assert "steps 1–4" in item.ask
    assert item.choices == (RESTART, "Use fast", STOP, IGNORE)
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
    session = await answer_item(scene.ports, item.id, Answer(ANN, "Use fast", "web"))
    assert (session.model, session.state) == ("fast", State.RUNNING)
    await ends(scene, hang)
    await scene.says("Try again")
    hang, item = await told(scene)
    assert item.choices[1] == "Use demo"
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


def killed(*_: object) -> None:
    raise asyncio.CancelledError


async def dies(scene: Scene) -> None:
    """Let the worker work until it is killed, and another one come."""
    await asyncio.gather(scene.begins(), return_exceptions=True)
    scene.worker = scene.new_worker("w2")


async def test_what_was_found_in_the_midst_of_a_batch_outlives_the_worker(scene: Scene) -> None:
    scene.tools.hangs_at = 4  # type: ignore[attr-defined]
    other = ToolCall("o", "work", '{"path": "other.py"}')
    scene.script(*tries(2), calls(work("w2"), other))
    working = scene.begins()
    await until(scene.tools.hangs.is_set)  # type: ignore[attr-defined]
    assert await scene.events(Kind.NOTICE) == []
    working.cancel()
    await until(working.done)
    scene.worker = scene.new_worker("w2")
    scene.script(prose("It cannot be read."))
    await scene.passes(60)
    await scene.works()
    (nudge,) = [each for each in await scene.events(Kind.NOTICE) if is_nudge(each)]
    assert nudge.payload["rule"] == "same_failure"


SAID = {"b0": (Stage.NUDGE, Rule.CYCLE), "b1": (Stage.TELL, Rule.SCATTERED)}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Line:
    """One reply with two calls; the watch has something to say about each."""

    def finds(_: Watch, event: Event) -> Verdict | None:
        if event.kind is not Kind.TOOL_ENDED or event.payload["call"] not in SAID:
            return None
        stage, rule = SAID[event.payload["call"]]
        return Verdict(stage, Alert(rule, rule, f"It repeats: {rule}", "Stop.", 1, 2, 3, 1, 2))

    see = Watch.see
    monkeypatch.setattr(Watch, "see", lambda watch, event: see(watch, event) or finds(watch, event))
    return calls(work("b0"), work("b1"))


async def nudges_and_alerts(scene: Scene) -> list[str]:
    """Return what was said, in order."""
    said = await scene.events(Kind.NOTICE, Kind.ALERT)
    of_stuck = [e for e in said if is_nudge(e) or e.payload.get("reason") == Reason.STUCK]
    return ["nudge" if is_nudge(each) else "alert" for each in of_stuck]


@pytest.mark.parametrize("order", [("b0", "b1"), ("b1", "b0")])
async def test_what_one_reply_brings_is_all_said_in_its_order(
    scene: Scene, at_once: Line, order: tuple[str, str]
) -> None:
    assert isinstance(at_once, Reply)
    scene.script(replace(at_once, calls=[work(each) for each in order]), prose("I give up."))
    await scene.works()
    said = ["nudge" if SAID[each][0] is Stage.NUDGE else "alert" for each in order]
    assert await nudges_and_alerts(scene) == said
    assert str(scene.model.requests[1]).count("It looks as if you were stuck.") == 1


async def test_a_worker_that_dies_between_the_two_leaves_the_second_to_the_next(
    scene: Scene, at_once: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(watch_turn, "_tell", killed)
        scene.script(at_once)
        await dies(scene)
    assert await nudges_and_alerts(scene) == ["nudge"]
    scene.script(prose("I give up."))
    await scene.passes(60)
    await scene.works()
    assert await nudges_and_alerts(scene) == ["nudge", "alert"]


async def test_a_worker_that_dies_before_it_tells_leaves_that_to_the_next(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(watch_turn, "_tell", killed)
        scene.script(*tries(4))
        await dies(scene)
    assert await alerts(scene) == []
    scene.script(prose("I give up."))
    await scene.passes(60)
    await scene.works()
    assert len(await alerts(scene)) == 1


async def test_a_worker_that_dies_after_it_told_does_not_tell_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = TurnRun.record

    async def dying(run: TurnRun, *drafts: Draft, step: Step | None = None) -> Recorded:
        if not drafts and step is None:
            killed()
        return await recorded(run, *drafts, step=step)

    with monkeypatch.context() as patched:
        patched.setattr(TurnRun, "record", dying)
        scene.script(*tries(4))
        await dies(scene)
    (item,) = await stuck(scene)
    scene.tools.mended = True  # type: ignore[attr-defined]
    scene.script(calls(work("new")), prose("There it is."))
    await scene.passes(60)
    await scene.works()
    assert len(await alerts(scene)) == 1
    assert (await last_of(scene, item)).answer == "it found something new by itself"


async def test_a_loop_of_another_kind_renews_the_open_alert(scene: Scene) -> None:
    other = ToolCall("o", "work", '{"path": "other.py"}')
    scene.script(calls(other))
    hang, item = await told(scene)
    hang.reply = calls(replace(other, id="o0"))
    for each in range(2):
        scene.script(calls(work(f"v{each}")), calls(replace(other, id=f"p{each}")))
    scene.script(calls(work("v2")), prose("I give up."))
    await ends(scene, hang)
    assert [each.payload["item"] for each in await alerts(scene)] == [item.id, item.id]
    over = await last_of(scene, item)
    assert over.facts["rule"] == "cycle"
    assert over.ask == (await alerts(scene))[1].payload["text"] != item.ask
    assert scene.telemetry.facts.count(("item", "alert", "stuck")) == 1
