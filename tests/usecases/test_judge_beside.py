"""A judge beside a turn: it holds nothing up, costs little, and is asked nothing twice."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from service.agent.courses import INSTRUCTION
from service.domain.budgets import Usage
from service.domain.errors import Permanent, Temporary
from service.domain.events import Kind, Reply, ToolCall
from service.domain.items import Reason
from service.domain.states import State
from service.ports.model import ModelRequest, Piece
from service.ports.tools import ToolResult, Workspace
from service.queries.why import why
from tests.fakes.working import FakeTools, Hang
from tests.usecases.conftest import Setting
from tests.usecases.judged import (
    DONE,
    ONE,
    TASK,
    Judged,
    ends,
    judged,
    model,
    opinions,
    says,
    settles,
    shown,
    stray,
    told,
    with_judge,
)
from tests.usecases.scene import Scene, calls, finish, prose, until


@pytest.fixture
async def scene(setting: Setting) -> Scene:
    return await with_judge(setting)


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
        scene.script(reply, settles)
    scene.script(DONE)
    await scene.works()
    session = await scene.session()
    assert 0 < session.watch_usd <= 0.03 * session.cost_usd
    paid = sum(each.payload["cost_usd"] for each in await opinions(scene))
    assert session.watch_usd == pytest.approx(paid)


async def test_too_dear_a_question_is_not_asked(scene: Scene) -> None:
    model(scene).dollars = 1e-4
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
    model(scene).judges = ("demo",)
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
    scene.script(*map(stray, range(1, 11)), settles, DONE)
    await scene.works()
    session = await scene.session()
    assert session.state is State.DONE
    assert session.watch_usd > 0
    assert session.cost_usd == pytest.approx(11 * 0.01 + session.watch_usd)


async def test_an_agent_that_is_stuck_is_not_judged_beside(scene: Scene) -> None:
    same = [calls(ToolCall(f"x{each}", "work", "{}")) for each in range(20)]
    scene.tools = Failing()
    scene.worker = scene.new_worker("w1")
    scene.script(*same, calls(finish("I give up.")))
    await scene.works()
    assert any(each.payload["reason"] == Reason.STUCK for each in await scene.events(Kind.ALERT))
    assert model(scene).questions == []


class Failing(FakeTools):
    """Fails in the same way each time."""

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
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
