"""What is said to one person only."""

import pytest

from bot.slack.api.refusals import SlackRefused
from bot.slack.rendering import home
from tests.bot.slack.rendering import scenes
from tests.bot.slack.sending.scene import Scene, pings, shown


async def test_only_one_person_sees_it(scene: Scene) -> None:
    await scene.channel.tell(scene.room.id, scene.ann.id, "Queued as **2**, <!channel>.")
    [notice] = scene.ann.notices
    assert "Queued as *2*" in shown(notice)
    assert pings(notice) == []
    assert scene.slack.messages(scene.room)[1:] == []
    await scene.channel.tell(scene.room.id, scene.ann.id, "In the thread.", scene.root)
    assert scene.ann.notices[1]["thread_ts"] == scene.root


async def test_who_is_not_in_the_channel_gets_a_direct_message(scene: Scene) -> None:
    bob = scene.slack.person("bob")
    await scene.channel.tell(scene.room.id, bob.id, "Nobody may start agents there.")
    [message] = scene.slack.messages(bob.dm)
    assert "Nobody may start" in shown(message)
    scene.slack.remove_bot(scene.room)
    await scene.channel.tell(scene.room.id, scene.ann.id, "I am not in there.", scene.root)
    message = scene.slack.messages(scene.ann.dm)[-1]
    assert "I am not in there" in shown(message)
    assert "thread_ts" not in message


async def test_long_lists_are_several(scene: Scene) -> None:
    lines = "\n".join(f"- {number}: a session with a title" for number in range(300))
    await scene.channel.tell(scene.room.id, scene.ann.id, lines)
    assert 1 < len(scene.ann.notices) < 6
    whole = "\n".join(shown(each) for each in scene.ann.notices)
    assert "299: a session" in whole


async def test_who_cannot_be_told_at_all(scene: Scene) -> None:
    bob = scene.slack.person("bob")
    scene.slack.deactivate(bob)
    with pytest.raises(SlackRefused):
        await scene.channel.tell(scene.room.id, bob.id, "Hello?")


async def test_the_home_is_replaced(scene: Scene) -> None:
    await scene.channel.publish_home(scene.ann.id, home.view(scenes.home()))
    assert scene.ann.home is not None
    assert scene.ann.home["type"] == "home"
