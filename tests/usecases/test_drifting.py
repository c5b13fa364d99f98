"""An agent that leaves its course: a judge says so twice, then its person hears of it."""

import json

import pytest

from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.items import ON_TRACK, REDIRECT, STOP, ItemState
from service.domain.receipts import Fate
from service.domain.states import State
from service.usecases.answer import Answer, answer_item
from service.usecases.dismiss import dismiss
from service.usecases.redirect import redirect
from tests.usecases.conftest import Setting
from tests.usecases.judged import (
    DONE,
    HINT,
    ONE,
    TASK,
    alerts,
    ends,
    judged,
    last_of,
    model,
    opinions,
    says,
    shown,
    stray,
    told,
    with_judge,
)
from tests.usecases.scene import ANN, BOB, Scene, calls, finish


@pytest.fixture
async def scene(setting: Setting) -> Scene:
    return await with_judge(setting)


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
    session = await scene.session()
    assert (session.state, session.nudges) == (State.RUNNING, 1)
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
