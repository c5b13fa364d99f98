"""Status cards, reactions, and Slack's own sign of an agent at work."""

from dataclasses import replace

import pytest

from bot.presenter.cards import Mark
from bot.slack.api.refusals import SlackRefused
from bot.slack.rendering.signs import REACTIONS
from service.domain.errors import Temporary
from tests.bot.slack.rendering import scenes
from tests.bot.slack.sending.scene import Scene, answered, pings, shown
from tests.bot.slack.sending.test_answers import EVIL


def reactions(scene: Scene) -> list[str]:
    """Return what heddle reacted with to the first message of the channel's thread."""
    first = scene.slack.messages(scene.room)[0]
    return [each["name"] for each in first.get("reactions", [])]


@pytest.mark.parametrize("name", scenes.status_cards())
async def test_a_card_is_posted_and_edited(scene: Scene, name: str) -> None:
    card = scenes.status_cards()[name]
    ts = await scene.channel.show(scene.view(card))
    again = await scene.channel.show(scene.view(replace(card, title="Now another"), message=ts))
    assert again == ts
    [message] = scene.said()
    assert "Now another" in shown(message)
    assert pings(message) == []


async def test_a_card_of_evil_words_mentions_nobody(scene: Scene) -> None:
    card = replace(scenes.status_cards()["working"], title=EVIL, doing=EVIL, next=EVIL)
    await scene.channel.show(scene.view(card))
    assert pings(scene.said()[0]) == []


async def test_a_deleted_card_is_posted_anew_once(scene: Scene) -> None:
    ts = await scene.channel.show(scene.view())
    del scene.room.messages[ts]
    anew = await scene.channel.show(scene.view(message=ts))
    assert anew != ts
    assert [each["ts"] for each in scene.said()] == [anew]


async def test_a_card_that_cannot_be_edited_is_given_up(scene: Scene) -> None:
    ts = await scene.channel.show(scene.view())
    scene.slack.faults.refuse("chat.update", "cant_update_message")
    with pytest.raises(SlackRefused):
        await scene.channel.show(scene.view(message=ts))
    assert len(scene.said()) == 1


@pytest.mark.parametrize("after", [False, True])
async def test_a_card_whose_posting_nobody_saw_is_found(scene: Scene, after: bool) -> None:
    scene.slack.faults.drop("chat.postMessage", after=after)
    ts = await scene.twice(
        lambda began: scene.channel.show(
            scene.view(replace(scenes.status_cards()["working"], title="Newer"), begun_at=began)
        )
    )
    [message] = scene.said()
    assert message["ts"] == ts
    assert "Newer" in shown(message)


async def test_a_layout_that_slack_refuses_leaves_no_old_one(scene: Scene) -> None:
    ts = await scene.channel.show(scene.view())
    scene.slack.faults.refuse("chat.update", "invalid_blocks")
    await scene.channel.show(scene.view(message=ts))
    [message] = scene.said()
    assert not message["blocks"]
    assert message["text"]


async def test_one_reaction_at_a_time(scene: Scene) -> None:
    before: Mark | None = None
    for mark in Mark:
        await scene.channel.mark(scene.session(), before, mark)
        assert reactions(scene) == [REACTIONS[mark]]
        before = mark
    await scene.channel.mark(scene.session(), before, None)
    assert reactions(scene) == []
    assert not scene.slack.called("agents.sessions.setStatus")


async def test_what_is_there_or_gone_already_is_fine(scene: Scene) -> None:
    for _ in range(2):
        await scene.channel.mark(scene.session(), Mark.QUEUED, Mark.DONE)
    assert reactions(scene) == [REACTIONS[Mark.DONE]]


async def test_an_emoji_that_slack_lacks_is_left_out(scene: Scene) -> None:
    scene.slack.faults.refuse("reactions.add", "invalid_name")
    for _ in range(3):
        await scene.channel.mark(scene.session(), None, Mark.DONE)
    assert len(scene.slack.called("reactions.add")) == 1
    await scene.channel.mark(scene.session(), Mark.DONE, Mark.QUEUED)
    assert reactions(scene) == [REACTIONS[Mark.QUEUED]]
    assert not scene.slack.called("reactions.remove")


async def test_without_the_scope_there_are_none(scene: Scene) -> None:
    scene.slack.core.scopes.discard("reactions:write")
    for mark in Mark:
        await scene.channel.mark(scene.session(), None, mark)
    assert len(scene.slack.called("reactions.add")) == 1


async def test_other_trouble_with_reactions_is_told(scene: Scene) -> None:
    scene.slack.faults.refuse("reactions.add", "message_not_found")
    with pytest.raises(SlackRefused):
        await scene.channel.mark(scene.session(), None, Mark.DONE)
    scene.slack.faults.storm("reactions.add", retry_after=9, times=1)
    with pytest.raises(Temporary):
        await scene.channel.mark(scene.session(), None, Mark.DONE)


async def test_direct_messages_show_slacks_own_sign(scene: Scene) -> None:
    session, place = scene.session(scene.direct), (scene.ann.dm.id, scene.direct_root)
    sessions = scene.slack.workspace.sessions
    await scene.channel.mark(session, None, Mark.WORKING)
    assert sessions[place]["status"] == "processing"
    assert not scene.slack.called("reactions.add")
    await scene.channel.post(scene.post(answered("done"), scene.direct))
    await scene.channel.mark(session, Mark.WORKING, Mark.DONE)
    assert sessions[place]["status"] == "active"
    first = scene.slack.messages(scene.ann.dm)[0]
    assert [each["name"] for each in first["reactions"]] == [REACTIONS[Mark.DONE]]
    assert not scene.slack.called("reactions.remove")


async def test_older_workspaces_show_the_older_sign(scene: Scene) -> None:
    scene.slack.core.features.discard("agents")
    session, place = scene.session(scene.direct), (scene.ann.dm.id, scene.direct_root)
    statuses = scene.slack.workspace.statuses
    await scene.channel.mark(session, None, Mark.WORKING)
    assert statuses[place] == "is working…"
    await scene.channel.mark(session, Mark.WORKING, Mark.NEEDS_YOU)
    assert place not in statuses
    await scene.channel.mark(session, Mark.NEEDS_YOU, Mark.WORKING)
    await scene.channel.post(scene.post(answered("done"), scene.direct))
    assert place not in statuses
    before = len(scene.slack.called("assistant.threads.setStatus"))
    await scene.channel.mark(session, Mark.WORKING, Mark.DONE)
    assert len(scene.slack.called("assistant.threads.setStatus")) == before
    assert len(scene.slack.called("agents.sessions.setStatus")) == 1


async def test_without_either_sign_there_is_the_reaction(scene: Scene) -> None:
    scene.slack.core.features -= {"agents", "assistant"}
    session = scene.session(scene.direct)
    for _ in range(3):
        await scene.channel.mark(session, None, Mark.WORKING)
        await scene.channel.mark(session, Mark.WORKING, None)
    assert len(scene.slack.called("reactions.add")) == 3
    assert len(scene.slack.called("reactions.remove")) == 3
    assert len(scene.slack.called("agents.sessions.setStatus")) == 1


async def test_a_sign_that_fails_for_now_is_a_reaction(scene: Scene) -> None:
    scene.slack.faults.fail("agents.sessions.setStatus")
    scene.slack.faults.fail("assistant.threads.setStatus")
    await scene.channel.mark(scene.session(scene.direct), None, Mark.WORKING)
    assert len(scene.slack.called("reactions.add")) == 1


async def test_calls_of_a_turn(scene: Scene) -> None:
    working, done = scenes.status_cards()["working"], scenes.status_cards()["working"]
    for thread in (scene.thread, scene.direct):
        scene.clock.advance(600)
        before = len(scene.slack.calls)
        session = scene.session(thread)
        card = await scene.channel.show(scene.view(working, thread=thread))
        await scene.channel.mark(session, None, Mark.WORKING)
        stream = ""
        if scene.channel.streams(thread):
            stream = await scene.channel.stream(session, "", "The build")
        await scene.channel.post(scene.post(answered("The build is green.", stream), thread))
        await scene.channel.mark(session, Mark.WORKING, Mark.DONE)
        await scene.channel.show(scene.view(done, thread=thread, message=card))
        assert len(scene.slack.calls) - before <= 6
