"""What was missed in places that are hard to read: closed rooms, lost beginnings, old threads."""

from collections.abc import Mapping
from typing import Any

from tests.bot.slack.hearing.scene import Scene


async def test_a_room_that_cannot_be_read_is_said_and_stops_no_other(
    hearing_scene: Scene,
) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann, bob = slack.person("ann"), slack.person("bob")
    general, builds = slack.channel("general", ann, bob), slack.channel("builds", bob)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        [thread] = await scene.started(general, "ann")
        await scene.started(builds, "bob", "bob")
    with slack.outage():
        said = ann.says(general, "are you there?", thread=thread)
        slack.remove_bot(builds)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        assert frontend.state.unread == (builds.id,)
    assert (await scene.texts(general.id, thread))[1:] == ["are you there?"]
    assert said["ts"] in scene.takers[-1].order
    [back] = scene.told
    assert sorted(back.picked.values()) == [0, 1]
    assert back.unread == (builds.id,)


async def test_a_thread_whose_first_message_is_gone(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        alone, answered = await scene.started(general, "ann", "ann")
        ann.says(general, "and this", thread=answered)
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
    gone: list[str] = []

    async def before(event: Mapping[str, Any]) -> None:
        if event.get("subtype") == "message_deleted":
            gone.append(event["deleted_ts"])

    with slack.outage():
        ann.deletes(general, alone)
        ann.deletes(general, answered)
    scene.before = before
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert set(gone) == {alone, answered}


async def test_a_mention_deep_in_an_old_thread_is_found(hearing_scene: Scene) -> None:
    scene, slack = hearing_scene, hearing_scene.slack
    scene.clock.later = -7_200
    ann = slack.person("ann")
    general = slack.channel("general", ann)
    async with scene.running() as frontend:
        await scene.connected(frontend)
        root = ann.says(general, "what do we do about the build?")
        ann.says(general, "no idea", thread=root["ts"])
        await scene.until(lambda: all(each.acked for each in slack.deliveries))
        scene.clock.later = -3_600
        await scene.until(lambda: frontend.state.connected)
    scene.clock.later = 0
    with slack.outage():
        ann.says(general, f"<@{slack.workspace.bot}> fix it", thread=root["ts"])
    async with scene.running() as frontend:
        await scene.connected(frontend)
    assert await scene.texts(general.id, root["ts"]) == [f"<@{slack.workspace.bot}> fix it"]
