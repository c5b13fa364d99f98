"""An agent that leaves its course: a judge says so twice, then its person hears of it."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from service.agent.courses import INSTRUCTION
from service.domain.budgets import Usage
from service.domain.errors import Permanent, Refused, Temporary
from service.domain.events import Event, Kind, Reply, ToolCall
from service.domain.ids import SessionNumber
from service.domain.items import ON_TRACK, REDIRECT, STOP, Item, ItemState, Reason
from service.domain.receipts import Fate
from service.domain.states import State
from service.ports.model import ModelRequest, Piece
from service.queries.why import why
from service.usecases.answer import Answer, answer_item
from service.usecases.dismiss import dismiss
from service.usecases.redirect import redirect
from tests.fakes.working import Hang, Line, ScriptedModel
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene, calls, finish, prose, until

ONE = SessionNumber(1)
TASK = "Fix the rounding of the totals in the nightly report"
HINT = "Leave the login page alone and fix the rounding."


DONE = calls(finish("Done."))


class Judged(ScriptedModel):
    """Beside the agent's script it has a judge's, which may be asked at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.judge: deque[Line] = deque()
        self.questions: list[ModelRequest] = []
        self.answered = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        if request.messages[0].text != INSTRUCTION:
            async for piece in super().stream(request):
                yield piece
            return
        self.questions.append(request)
        line = self.judge.popleft()
        if isinstance(line, Hang):
            line.begun.set()
            await line.go_on.wait()
            line = line.reply
        if isinstance(line, Exception):
            raise line
        assert isinstance(line, Reply)
        yield line
        self.answered += 1

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in + tokens_out) / 1e6

    def steps(self, question: int = -1) -> list[dict[str, Any]]:
        """Return the steps that the judge was shown."""
        found: list[dict[str, Any]] = json.loads(self.questions[question].messages[1].text)["steps"]
        return found


def stray(number: int) -> Reply:
    """A step that has nothing to do with the task."""
    arguments = json.dumps({"page": f"login{number}.css", "colour": "red"})
    return calls(ToolCall(f"s{number}", "work", arguments))


def says(course: str, step: int, **more: Any) -> Reply:
    usual = {
        "course": course,
        "confidence": 0.9,
        "step": step,
        "quote": f'page="login{step}.css"',
        "why": "restyles the login page",
        "hint": HINT,
    }
    return Reply(json.dumps({**usual, **more}), (), "stop", "j", 900, 100, 0.001, 1.0)


@pytest.fixture
async def scene(setting: Setting) -> Scene:
    found = await setting(judge_model="judge")
    found.model = Judged()
    found.worker = found.new_worker("w1")
    await found.says(TASK)
    return found


def model(scene: Scene) -> Judged:
    assert isinstance(scene.model, Judged)
    return scene.model


async def after_the_judge(scene: Scene, answers: int) -> None:
    await until(lambda: model(scene).answered == answers)
    for _ in range(20):
        await asyncio.sleep(0)


def judged(scene: Scene, answers: int) -> Line:
    """A line of the agent's script: it goes on when the judge has answered so often."""

    async def line() -> None:
        await after_the_judge(scene, answers)

    return line


def drifting(scene: Scene, *more: Line) -> None:
    """The agent strays; the judge sees it twice, at steps 10 and 15."""
    model(scene).judge.extend([says("drifting", 3), says("drifting", 13)])
    scene.script(*map(stray, range(1, 11)), judged(scene, 1), stray(11))
    scene.script(*map(stray, range(12, 15)), judged(scene, 2), stray(15), *more)


async def alerts(scene: Scene) -> list[Item]:
    return [each for each in await scene.items() if each.reason is Reason.DRIFT]


async def told(scene: Scene) -> tuple[Hang, Item, "asyncio.Task[None]"]:
    """Let it come to the point where its person is told, and hold the agent there."""
    hang = Hang(calls(finish("Here you are, it is fixed.")))
    drifting(scene, hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    (item,) = await alerts(scene)
    return hang, item, working


async def ends(hang: Hang, working: "asyncio.Task[None]") -> None:
    hang.go_on.set()
    await working


async def shown(scene: Scene) -> int:
    """Return how often people were told of a drift."""
    told = await scene.events(Kind.ALERT)
    return sum(each.payload["reason"] == Reason.DRIFT for each in told)


async def opinions(scene: Scene) -> list[Event]:
    return await scene.events(Kind.JUDGED)


async def last_of(scene: Scene, item: Item) -> Item:
    found = await scene.store.read(lambda reads: reads.item(item.id))
    assert found is not None
    return found


async def test_the_agent_is_told_first_in_words_that_are_not_the_judges(scene: Scene) -> None:
    model(scene).judge.append(says("drifting", 3))
    scene.script(
        *map(stray, range(1, 11)), judged(scene, 1), stray(11), calls(finish("Fixed, done."))
    )
    await scene.works()
    (nudge,) = await scene.events(Kind.NOTICE)
    text = nudge.payload["text"]
    assert f"(“{TASK}”)" in text
    assert 'page="login3.css"' in text
    assert HINT not in text
    assert "restyles" not in text
    assert text in scene.read()
    assert await alerts(scene) == []
    assert ("watched", "drift", "nudge") in scene.telemetry.facts
    (opinion,) = await opinions(scene)
    assert (opinion.payload["upto"], opinion.payload["again"]) == (10, False)


async def test_confirmed_its_person_is_told_what_it_does_since_when_and_by_which_step(
    scene: Scene,
) -> None:
    hang, item, working = await told(scene)
    assert item.ask == (
        f'Asked for “{TASK}”; since step 3 it restyles the login page: “page="login3.css"”.'
    )
    assert item.choices == (REDIRECT, STOP, ON_TRACK)
    assert item.facts["hint"] == HINT
    assert item.facts["quotes"] == ['page="login3.css"', 'page="login13.css"']
    first, second = model(scene).steps(0), model(scene).steps(1)
    assert [each["step"] for each in first] == list(range(1, 11))
    assert [each["step"] for each in second] == [12, 13, 14], "it sees only what came after"
    assert (await scene.session()).state is State.RUNNING
    assert await shown(scene) == 1
    assert ("watched", "drift", "tell") in scene.telemetry.facts
    await ends(hang, working)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "its turn is over")


async def test_it_is_redirected_with_the_hint_by_one_press(scene: Scene) -> None:
    hang, item, working = await told(scene)
    session = await answer_item(scene.ports, item.id, Answer(ANN, REDIRECT, "web"))
    assert session.state is State.RUNNING
    scene.script(stray(16), calls(finish("The rounding is fixed.")))
    await scene.book.beat()
    await ends(hang, working)
    assert f"\n{HINT}\n" in f"{scene.read()}\n"
    over = await last_of(scene, item)
    assert (over.state, over.answer, over.resolved_by) == (ItemState.RESOLVED, REDIRECT, ANN)
    assert (await scene.session()).state is State.DONE
    assert await scene.fates() == [Fate.READ, Fate.READ]


async def test_words_of_a_persons_own_take_it_back(scene: Scene) -> None:
    hang, item, working = await told(scene)
    await redirect(scene.ports, ANN, ONE, "Only the totals, please", "key")
    assert (await last_of(scene, item)).state is ItemState.WITHDRAWN
    scene.script(DONE)
    await scene.book.beat()
    await ends(hang, working)


async def test_a_message_takes_it_back_as_well(scene: Scene) -> None:
    hang, item, working = await told(scene)
    await scene.says("Only the totals, please")
    hang.reply = stray(16)
    scene.script(DONE)
    await ends(hang, working)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "somebody wrote to it")


async def test_a_later_judgement_takes_it_back(scene: Scene) -> None:
    hang, item, working = await told(scene)
    hang.reply = stray(16)
    model(scene).judge.append(says("on_track", 20))
    scene.script(*map(stray, range(17, 25)), judged(scene, 3), stray(25), DONE)
    await ends(hang, working)
    over = await last_of(scene, item)
    assert (over.state, over.answer) == (ItemState.WITHDRAWN, "it is on track again")


async def test_it_can_be_stopped(scene: Scene) -> None:
    hang, item, working = await told(scene)
    session = await answer_item(scene.ports, item.id, Answer(ANN, STOP, "web"))
    assert session.state is State.STOPPED
    await ends(hang, working)


async def test_who_says_that_it_is_on_track_hears_no_more_for_twenty_steps(scene: Scene) -> None:
    hang, item, working = await told(scene)
    await answer_item(scene.ports, item.id, Answer(ANN, ON_TRACK, "web"))
    hang.reply = stray(16)
    asked = len(model(scene).questions)
    # The person's word comes after step 15, so the next look is at step 35.
    scene.script(*map(stray, range(17, 35)), DONE)
    await ends(hang, working)
    assert len(model(scene).questions) == asked
    assert await shown(scene) == 1
    assert (await last_of(scene, item)).state is ItemState.RESOLVED


async def test_the_judge_learns_what_a_person_called_on_track(scene: Scene) -> None:
    hang, item, working = await told(scene)
    await answer_item(scene.ports, item.id, Answer(ANN, ON_TRACK, "web"))
    hang.reply = stray(16)
    model(scene).judge.append(says("on_track", 30))
    scene.script(*map(stray, range(17, 37)), judged(scene, 3), DONE)
    await ends(hang, working)
    material = json.loads(model(scene).questions[-1].messages[1].text)
    assert material["said"][1] == "(told that it restyles the login page) That is on track."


async def test_who_may_steer_may_choose(scene: Scene) -> None:
    hang, item, working = await told(scene)
    with pytest.raises(Refused, match="no session 1"):
        await answer_item(scene.ports, item.id, Answer(BOB, STOP, "web"))
    await scene.store.run(lambda tx: tx.sessions.share(ONE, BOB))
    await answer_item(scene.ports, item.id, Answer(BOB, ON_TRACK, "web"))
    assert (await last_of(scene, item)).resolved_by == BOB
    await ends(hang, working)


async def test_who_dismisses_it_is_not_told_again_of_the_same(scene: Scene) -> None:
    hang, item, working = await told(scene)
    await dismiss(scene.ports, ANN, item.id, "web")
    hang.reply = stray(16)
    model(scene).judge.append(says("drifting", 20))
    scene.script(*map(stray, range(17, 25)), judged(scene, 3), stray(25), DONE)
    await ends(hang, working)
    assert await shown(scene) == 1


async def test_the_agent_does_not_wait_for_the_judge(scene: Scene) -> None:
    judge = Hang(says("drifting", 3))
    model(scene).judge.append(judge)
    scene.script(*map(stray, range(1, 31)), DONE)
    await scene.works()
    assert judge.begun.is_set()
    assert len(model(scene).questions) == 1, "one question at a time"
    assert await opinions(scene) == []
    assert (await scene.session()).state is State.DONE


@pytest.mark.parametrize("reply", ["No idea.", None])
async def test_what_cannot_be_checked_is_thrown_away_and_paid_for(
    scene: Scene, reply: str | None
) -> None:
    bad = says("drifting", 3, quote="rm -rf everything") if reply is None else prose(reply)
    model(scene).judge.append(bad)
    scene.script(*map(stray, range(1, 11)), judged(scene, 1), stray(11), DONE)
    await scene.works()
    (opinion,) = await opinions(scene)
    assert opinion.payload["course"] == "unusable"
    assert await scene.events(Kind.NOTICE) == []
    session = await scene.session()
    assert session.watch_usd == pytest.approx(bad.cost_usd)
    assert session.cost_usd == pytest.approx(12 * 0.01 + bad.cost_usd)
    used = Usage(0, bad.tokens_in + bad.tokens_out, bad.cost_usd)
    assert ("judged", "unusable", used) in scene.telemetry.facts


@pytest.mark.parametrize(
    "failure",
    [Temporary("busy", limited=True, retry_after=60.0), Temporary("down"), Permanent("no key")],
)
async def test_a_judge_that_cannot_be_asked_is_asked_later(
    scene: Scene, failure: Exception
) -> None:
    model(scene).judge.extend([failure, says("on_track", 3)])
    scene.script(*map(stray, range(1, 12)))

    async def limits_pass() -> None:
        scene.clock.advance(120.0)

    scene.script(limits_pass, *map(stray, range(12, 18)), judged(scene, 1), stray(18))
    scene.script(DONE)
    await scene.works()
    assert len(model(scene).questions) == 2
    assert [each.payload["course"] for each in await opinions(scene)] == ["on_track"]


async def test_the_judge_costs_at_most_its_share(setting: Setting) -> None:
    scene = await setting(judge_model="judge")
    scene.model = Judged()
    scene.worker = scene.new_worker("w1")
    await scene.says(TASK)
    model(scene).judge.extend(says("on_track", each) for each in range(3, 60, 5))
    for reply in (stray(each) for each in range(1, 60)):
        scene.script(reply, _settles)
    scene.script(DONE)
    await scene.works()
    session = await scene.session()
    assert 0 < session.watch_usd <= 0.03 * session.cost_usd
    paid = sum(each.payload["cost_usd"] for each in await opinions(scene))
    assert session.watch_usd == pytest.approx(paid)


async def _settles() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def test_too_dear_a_question_is_not_asked(scene: Scene) -> None:
    model(scene).price = lambda name, tokens_in, tokens_out: 0.01  # type: ignore[method-assign]
    scene.script(*map(stray, range(1, 31)), DONE)
    await scene.works()
    assert model(scene).questions == []


async def test_without_a_judge_nobody_is_asked(setting: Setting) -> None:
    scene = await setting()
    scene.model = Judged()
    scene.worker = scene.new_worker("w1")
    await scene.says(TASK)
    scene.script(*map(stray, range(1, 31)), DONE)
    await scene.works()
    assert model(scene).questions == []


async def test_the_demo_model_is_no_judge(scene: Scene) -> None:
    def candidates(alias: str) -> Sequence[str]:
        return ["demo"] if alias == "judge" else [alias]

    model(scene).candidates = candidates  # type: ignore[method-assign]
    scene.script(*map(stray, range(1, 31)), DONE)
    await scene.works()
    assert model(scene).questions == []


@pytest.mark.parametrize("answers", [1, 2])
async def test_whoever_takes_the_turn_over_asks_nothing_twice(scene: Scene, answers: int) -> None:
    """The first worker dies right after the first, or the second, opinion was recorded."""
    hang = Hang(Reply("never"))
    model(scene).judge.extend([says("drifting", 3), says("drifting", 13)])
    scene.script(*map(stray, range(1, 11)), judged(scene, 1))
    if answers == 2:
        scene.script(*map(stray, range(11, 15)), judged(scene, 2), stray(15))
    else:
        scene.script(stray(11))
    scene.script(hang)
    working = scene.begins()
    await until(hang.begun.is_set)
    working.cancel()
    await until(working.done)
    scene.worker = scene.new_worker("w2")
    if answers == 1:
        scene.script(*map(stray, range(12, 15)), judged(scene, 2))
    scene.script(stray(15), DONE)
    await scene.passes(60)
    await scene.works()
    assert len(model(scene).questions) == 2
    assert len(await scene.events(Kind.NOTICE)) == 1
    assert await shown(scene) == 1


async def test_a_turn_that_ends_leaves_no_question_behind_and_pays_for_it(scene: Scene) -> None:
    class Talks(Judged):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
            async for piece in super().stream(request):
                if request.messages[0].text == INSTRUCTION:
                    yield "I think "
                    await asyncio.Event().wait()
                yield piece

    scene.model = Talks()
    scene.worker = scene.new_worker("w1")
    scene.model.judge.append(says("drifting", 3))
    scene.script(*map(stray, range(1, 11)), _settles, DONE)
    await scene.works()
    session = await scene.session()
    assert session.state is State.DONE
    assert session.watch_usd > 0
    assert session.cost_usd == pytest.approx(11 * 0.01 + session.watch_usd)


async def test_an_agent_that_is_stuck_is_not_judged_beside(scene: Scene) -> None:
    same = [calls(ToolCall(f"x{each}", "work", "{}")) for each in range(20)]
    scene.tools.run = _same  # type: ignore[method-assign]
    scene.script(*same, calls(finish("I give up.")))
    await scene.works()
    assert any(each.payload["reason"] == Reason.STUCK for each in await scene.events(Kind.ALERT))
    assert model(scene).questions == []


async def _same(*_: Any) -> Any:
    from service.ports.tools import ToolResult

    return ToolResult(False, "No such file")


async def test_why_tells_what_the_judge_said_and_what_the_watch_cost(scene: Scene) -> None:
    hang, _item, working = await told(scene)
    found = await scene.store.read(lambda reads: why(reads, ONE, scene.ports.policy))
    lines = [each.text for each in found.timeline if each.kind is Kind.JUDGED]
    assert lines[0] == (
        "a judge of its course says, up to step 10: off its course since step 3: it restyles the"
        ' login page (“page="login3.css"”); 1,000 tokens, $0.0010'
    )
    assert found.session.watch_usd == pytest.approx(0.002)
    await ends(hang, working)
