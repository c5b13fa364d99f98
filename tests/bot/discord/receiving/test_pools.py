"""Sessions in Discord are started in a pool of workers that somebody chose."""

from dataclasses import replace

from service.domain.ids import WorkerId
from service.usecases import presence
from tests.bot.discord.receiving.scene import Scene
from tests.servers.discord.person import Person
from tests.servers.discord.world import Channel
from tests.usecases.test_presence import BOX


async def test_a_pool_is_suggested_and_taken_and_another_is_refused(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    asked = await scene.answered(ann.autocompletes("/heddle start", general, pool="gpu"))
    assert [each["value"] for each in asked.choices] == ["gpu-box"]
    done = ann.slash("/heddle start", general, prompt="train it", pool="gpu-box")
    await scene.answered(done)
    [session] = await scene.sessions()
    assert session.pool == "gpu-box"
    before = len(scene.own(general))
    wrong = ann.slash("/heddle start", general, prompt="train it", pool="gpu-bx")
    assert "You can use: default, gpu-box." in (await scene.answered(wrong)).text
    assert len(await scene.sessions()) == 1
    assert len(scene.own(general)) == before


async def test_the_form_takes_a_pool_in_front_of_the_text(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    asked = await scene.answered(ann.slash("/heddle start", general, type="fix", pool="gpu-box"))
    assert "--type fix --pool gpu-box " in str(asked.modal)
    wrong = await scene.answered(ann.submits(asked, {"text": "--pool gpu-bx train it"}))
    assert "You can use: default, gpu-box." in wrong.text
    assert "> --pool gpu-bx train it" in wrong.text
    text = "--type fix --pool gpu-box train it"
    await scene.answered(ann.submits(asked, {"text": text}))
    [session] = await scene.sessions()
    assert (session.title, session.task, session.pool) == ("train it", "fix", "gpu-box")
