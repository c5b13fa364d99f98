"""Turns that end in prose: answered, asking, or stopped short."""

import json

from service.domain.errors import Permanent, Temporary
from service.domain.events import Kind, Reply
from service.domain.items import DISMISS, RETRY, ItemKind, Reason
from service.domain.states import State
from service.domain.turns import Outcome
from tests.usecases.conftest import Setting
from tests.usecases.scene import Scene, calls, prose, work

ASKS = "I found two candidates. Which one should I take: the red one or the blue one?"
UNSURE = "There are papers and news."
SHORT = "The code is written. Now I'll update the tests:"


async def test_a_question_in_prose_waits_like_one_of_the_tool(scene: Scene) -> None:
    await scene.says("Take one of them")
    scene.script(prose(ASKS), prose("Done: the blue one is taken."))
    await scene.works()
    assert (await scene.session()).state == State.WAITING
    (item,) = await scene.items()
    assert (item.kind, item.call) == (ItemKind.QUESTION, "")
    assert item.ask == "Which one should I take: the red one or the blue one?"
    assert item.choices == ("the red one", "the blue one")
    assert (await scene.turns())[-1].outcome == Outcome.ASKED
    await scene.answers("the blue one")
    await scene.works()
    assert (await scene.session()).state == State.DONE
    assert [each.role for each in scene.model.requests[-1].messages[-2:]] == ["assistant", "user"]
    assert scene.model.requests[-1].messages[-1].text == "the blue one"


async def test_a_turn_that_stopped_short_parks_frees_its_slot_and_says_so(
    setting: Setting,
) -> None:
    scene = await setting(cap=1)
    await scene.says("Change the code and the tests", "a")
    await scene.says("Something else", "b")
    scene.script(calls(work()), prose(SHORT), prose("Here you are."))
    await scene.works()
    assert (await scene.session(1)).state == State.PARKED
    assert (await scene.session(2)).state == State.DONE
    (item,) = await scene.items(1)
    assert (item.kind, item.reason, item.severity) == (ItemKind.ALERT, Reason.STOPPED_SHORT, 1)
    assert item.ask == "It stopped before it was done: “Now I'll update the tests”"
    assert item.choices == (RETRY, DISMISS)
    assert (await scene.turns(1))[-1].outcome == Outcome.STOPPED_SHORT
    assert (await scene.session(1)).captures == 1
    assert (await scene.session(1)).breadcrumb


async def test_a_retry_of_what_stopped_short_is_a_new_turn_on_the_same_history(
    scene: Scene,
) -> None:
    await scene.says("Change the code and the tests")
    scene.script(prose(SHORT), prose("Code and tests are changed; all tests pass."))
    await scene.works()
    await scene.answers(RETRY)
    await scene.works()
    assert (await scene.session()).state == State.DONE
    assert "asks you to try again" in scene.read()
    verdicts = [each.payload["ending"] for each in await scene.events(Kind.ENDING)]
    assert verdicts == ["stopped_short", "answered"]


async def test_a_dismissal_leaves_it_parked(scene: Scene) -> None:
    await scene.says("Change the code and the tests")
    scene.script(prose(SHORT))
    await scene.works()
    await scene.answers(DISMISS)
    assert (await scene.session()).state == State.PARKED
    assert await scene.items() == []


async def test_a_message_meanwhile_is_read_before_anything_is_asked(scene: Scene) -> None:
    await scene.says("Take one of them")
    scene.script(prose(ASKS), prose("Done: the blue one is taken."))
    scene.model.script.appendleft(scene.does(lambda: scene.says("The blue one")))
    await scene.works()
    assert (await scene.session()).state == State.DONE
    assert await scene.events(Kind.QUESTION) == []


async def test_a_judge_is_asked_where_the_rules_are_unsure_and_charged(setting: Setting) -> None:
    scene = await setting(judge_model="judge")
    await scene.says("Pull the sources")
    said = {"ending": "asks", "ask": "Which sources?", "choices": ["Papers", "News"]}
    opinion = Reply(json.dumps(said), (), "stop", "judge", 100, 50, 0.5, 1.0)
    scene.script(calls(work()), prose(UNSURE), opinion)
    await scene.works()
    (item,) = await scene.items()
    assert (item.ask, item.choices) == ("Which sources?", ("Papers", "News"))
    (event,) = await scene.events(Kind.ENDING)
    assert event.payload["by"] == "model"
    assert scene.model.requests[-1].model == "judge"
    assert scene.model.requests[-1].max_tokens is not None
    assert (await scene.session()).cost_usd >= 0.5


async def test_a_judge_that_fails_leaves_it_to_the_rules(setting: Setting) -> None:
    scene = await setting(judge_model="judge")
    for error in (Temporary("limited", retry_after=60.0), Permanent("no such model")):
        await scene.says("Pull the sources", thread=str(error))
        scene.script(calls(work()), prose(UNSURE), error)
        await scene.works()
    verdicts = [(await scene.events(Kind.ENDING, number=each))[0].payload for each in (1, 2)]
    assert [each["by"] for each in verdicts] == ["rules", "rules"]
    assert (await scene.session(1)).state == State.DONE
