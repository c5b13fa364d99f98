"""Sessions in Slack are started in a pool of workers that somebody chose."""

from dataclasses import replace

from service.domain.ids import WorkerId
from service.usecases import presence
from tests.bot.slack.receiving.scene import Scene, notices
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel
from tests.usecases.test_presence import BOX


async def test_a_command_names_the_pool_and_another_is_refused_before_anything_is_posted(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    await scene.acked(ann.slash("/heddle start --pool gpu-bx train it", general))
    assert "You can use: default, gpu-box." in notices(ann)[0]
    assert scene.slack.called("chat.postMessage") == []
    await scene.acked(ann.slash("/heddle start --pool gpu-box train it", general))
    [session] = await scene.sessions()
    assert session.pool == "gpu-box"


async def test_the_form_offers_pools_once_there_are_several(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await scene.acked(ann.slash("/heddle start", general))
    assert ann.modal is not None
    assert "pool" not in {each.get("block_id") for each in ann.modal["blocks"]}
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    await scene.acked(ann.slash("/heddle start", general))
    await scene.acked(ann.submits(text="train it", pool="gpu-box"))
    [session] = await scene.sessions()
    assert session.pool == "gpu-box"


async def test_a_message_that_starts_one_names_it(
    scene: Scene, ann: Person, general: Channel
) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    await scene.says(ann, general, f"{scene.bot} !start --pool gpu-bx train it")
    assert "You can use: default, gpu-box." in notices(ann)[0]
    await scene.says(ann, general, f"{scene.bot} !start --pool gpu-box train it")
    [session] = await scene.sessions()
    assert session.pool == "gpu-box"
