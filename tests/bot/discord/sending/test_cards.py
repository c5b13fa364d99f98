"""Status cards, reactions, typing, names and tags: one of each, brought up to date in place."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.discord.sending.typing import EVERY, LEASE
from bot.presenter.cards import Mark
from service.domain.errors import Permanent, Temporary
from service.domain.threads import ThreadKey
from tests.bot.discord.sending.scene import Scene, shown
from tests.bot.slack.rendering import scenes
from tests.servers.discord.world import Channel

CARDS = scenes.status_cards()


async def test_a_card_is_posted_silently_and_edited_in_place(scene: Scene) -> None:
    message = await scene.channel.show(scene.view())
    assert await scene.channel.show(scene.view(CARDS["done"], message=message)) == message
    [card] = scene.said()
    assert card["flags"] & 1 << 12
    assert scene.discord.pinged(card) == []
    assert shown(card).startswith("\n✅ 8 · Import prices")


async def test_a_deleted_card_is_posted_anew(scene: Scene) -> None:
    message = await scene.channel.show(scene.view())
    scene.at.messages.pop(message)
    again = await scene.channel.show(scene.view(CARDS["done"], message=message))
    assert again != message
    assert [each["id"] for each in scene.said()] == [again]


@pytest.mark.parametrize("later", [0.0, 1_000.0])
@pytest.mark.parametrize("after", [False, True])
async def test_a_card_is_posted_once(scene: Scene, after: bool, later: float) -> None:
    scene.discord.faults.drop("create_message", after=after)
    began = scene.clock.now()
    with pytest.raises(Temporary):
        await scene.channel.show(scene.view())
    scene.clock.advance(1 + later)
    card = replace(CARDS["needs-you"], number=CARDS["working"].number)
    await scene.channel.show(scene.view(card, begun_at=began))
    [message] = scene.said()
    assert "❓" in shown(message)


async def test_settling_what_was_deleted_needs_nothing(scene: Scene) -> None:
    id_ = await scene.channel.post(scene.post(scenes.ask_cards()["question"]))
    scene.at.messages.pop(id_)
    await scene.channel.settle(scene.thread, id_, scenes.ask_cards()["answered"])
    assert scene.said() == []


async def test_a_settled_result_has_nothing_to_press(scene: Scene) -> None:
    id_ = await scene.channel.post(scene.post(scenes.result(), scene.lane))
    await scene.channel.settle(scene.lane, id_, replace(scenes.result(), outcome="Seen by Ann."))
    [message] = scene.said(scene.ann.dm)
    [row] = message["components"]
    assert [each["label"] for each in row["components"]] == ["Open the thread"]
    assert "Seen by Ann." in shown(message)


@pytest.mark.parametrize("direct", [False, True])
async def test_one_reaction_follows_the_session(scene: Scene, direct: bool) -> None:
    session = scene.session(scene.direct if direct else scene.thread)
    root = scene.direct_root if direct else scene.root
    await scene.channel.mark(session, None, Mark.QUEUED)
    assert scene.reactions(root) == ["👀"]
    await scene.channel.mark(session, Mark.QUEUED, Mark.PARKED)
    assert scene.reactions(root) == ["⏸️"]
    await scene.channel.mark(session, Mark.PARKED, None)
    assert scene.reactions(root) == []


async def test_a_missing_permission_to_react_is_named(scene: Scene) -> None:
    scene.discord.permit(scene.room, add_reactions=False)
    with pytest.raises(Permanent, match="“Add Reactions”"):
        await scene.channel.mark(scene.session(), None, Mark.DONE)


async def test_typing_is_renewed_and_ends_with_the_work(scene: Scene) -> None:
    typed = scene.discord.world.typing
    await scene.channel.mark(scene.session(), None, Mark.WORKING)
    await scene.discord.wait(lambda: len(typed) >= 2)
    await scene.channel.mark(scene.session(), Mark.WORKING, Mark.DONE)
    count = len(typed)
    await scene.channel.show(scene.view(CARDS["done"]))
    assert len(typed) <= count + 1


async def test_sessions_in_one_conversation_type_on_their_own(scene: Scene) -> None:
    typed = scene.discord.world.typing
    another = replace(scene.direct, thread=scene.ann.says(scene.ann.dm, "and that")["id"])
    await scene.channel.mark(scene.session(scene.direct), None, Mark.WORKING)
    await scene.channel.mark(scene.session(another), None, Mark.DONE)
    count = len(typed)
    await scene.discord.wait(lambda: len(typed) > count)


async def test_typing_ends_by_itself_where_nobody_says_that_it_goes_on(scene: Scene) -> None:
    typed = scene.discord.world.typing
    await scene.channel.mark(scene.session(), None, Mark.WORKING)
    most = int(LEASE / EVERY) + 1
    await scene.discord.wait(lambda: len(typed) == most)
    await scene.channel.close()
    assert len(typed) == most


async def test_a_post_of_a_forum_shows_the_state_as_a_tag(scene: Scene) -> None:
    names = ["Queued", "Working", "needs you", "done", "bug"]
    forum = scene.discord.forum("agents", names)
    at = scene.ann.posts(forum, "Fix it", "the build is red", tags=["bug"])
    thread = ThreadKey("discord", scene.discord.guild.id, forum.id, at.id)
    ids = {each["name"]: each["id"] for each in forum.tags}
    for before, after, tag in (
        (None, Mark.NEEDS_YOU, "needs you"),
        (Mark.NEEDS_YOU, Mark.DONE, "done"),
        (Mark.DONE, Mark.FAILED, None),
    ):
        await scene.channel.mark(scene.session(thread), before, after)
        wanted = {ids["bug"], *([ids[tag]] if tag else [])}
        await scene.discord.wait(_tagged(at, wanted))
    assert scene.reactions(at.messages[at.id]) == ["❌"]


async def test_tags_wait_for_discord_and_only_the_newest_is_set(scene: Scene) -> None:
    forum = scene.discord.forum("agents", ["queued", "parked", "done"])
    at = scene.ann.posts(forum, "Fix it", "the build is red")
    thread = ThreadKey("discord", scene.discord.guild.id, forum.id, at.id)
    session = scene.session(thread)
    scene.discord.faults.storm("update_channel", retry_after=600.0, times=1)
    await scene.channel.mark(session, None, Mark.QUEUED)
    await scene.channel.mark(session, Mark.QUEUED, Mark.PARKED)
    await scene.channel.mark(session, Mark.PARKED, Mark.DONE)
    done = next(each["id"] for each in forum.tags if each["name"] == "done")
    await scene.discord.wait(lambda: at.of_thread.tags == [done])
    assert len(scene.discord.called("update_channel")) <= 3


async def test_a_session_with_another_title_renames_its_thread(scene: Scene) -> None:
    view = scene.view()
    message = await scene.channel.show(view)
    assert scene.discord.called("update_channel") == []
    renamed = replace(view, session=replace(view.session, title="Other words"), message=message)
    await scene.channel.show(renamed)
    await scene.discord.wait(lambda: scene.at.name == "Other words")


def _tagged(at: Channel, wanted: set[str]) -> Callable[[], bool]:
    return lambda: set(at.of_thread.tags) == wanted
