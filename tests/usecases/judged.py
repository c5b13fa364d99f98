"""A scene whose model has a judge's script beside the agent's."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from service.agent.courses import INSTRUCTION
from service.domain.events import Event, Kind, Reply, ToolCall
from service.domain.ids import SessionNumber
from service.domain.items import Item, Reason
from service.ports.model import ModelRequest, Piece
from tests.fakes.working import Hang, Line, ScriptedModel
from tests.usecases.conftest import Setting
from tests.usecases.scene import Scene, calls, finish, until

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
        self.dollars = 1e-6
        self.judges = ("judge",)

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
        return (tokens_in + tokens_out) * self.dollars

    def candidates(self, alias: str) -> Sequence[str]:
        return self.judges if alias == "judge" else super().candidates(alias)

    def steps(self, question: int = -1) -> list[dict[str, Any]]:
        """Return the steps that the judge was shown."""
        found: list[dict[str, Any]] = json.loads(self.questions[question].messages[1].text)["steps"]
        return found


async def with_judge(setting: Setting) -> Scene:
    """Make a scene of one session at work beside which a judge is asked."""
    found = await setting(judge_model="judge")
    found.model = Judged()
    found.worker = found.new_worker("w1")
    await found.says(TASK)
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


async def settles() -> None:
    for _ in range(30):
        await asyncio.sleep(0)
