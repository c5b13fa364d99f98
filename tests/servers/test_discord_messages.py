"""The fake Discord's messages, threads and files through discord.py's own client."""

import io
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.servers.discord.server import FakeDiscord
from tests.servers.discord_bot import Bot, running

NONE = discord.AllowedMentions.none()


@pytest.fixture
async def bot(fake: FakeDiscord) -> AsyncIterator[Bot]:
    fake.channel("general")
    fake.forum("sessions", ["working", "done"])
    async with running(fake, Bot()) as made:
        yield made


def text_channel(bot: Bot) -> discord.TextChannel:
    return bot.guilds[0].text_channels[0]


async def test_a_mention_is_answered_in_a_thread_on_it(fake: FakeDiscord, bot: Bot) -> None:
    ann = fake.person("ann")
    general = next(each for each in fake.world.channels.values() if each.name == "general")
    asked = ann.says(general, f"{fake.bot.mention} fix the build")
    await fake.wait(lambda: bot.got("message"))
    heard = bot.got("message")[0]
    assert (heard.content, heard.author.name) == (asked["content"], "ann")
    assert bot.user in heard.mentions
    thread = await heard.create_thread(name="fix the build", auto_archive_duration=1440)
    await thread.add_user(heard.author)
    async with thread.typing():
        said = await thread.send("On it", allowed_mentions=NONE, silent=True)
    await said.edit(content="Done")
    await heard.add_reaction("✅")
    [made] = fake.threads(general)
    assert made.id == asked["id"]
    assert fake.texts(made) == ["Done"]
    assert ann.id in made.of_thread.members
    assert fake.pinged(fake.messages(made)[-1]) == []
    assert asked["reactions"][0]["emoji"]["name"] == "✅"
    ann.says(made, "thanks")
    await fake.wait(lambda: len(bot.got("message")) >= 5)
    assert bot.got("message")[-1].channel.id == thread.id
    assert [each.content async for each in thread.history(limit=2)] == ["thanks", "Done"]


async def test_history_is_read_around_a_message(fake: FakeDiscord, bot: Bot) -> None:
    ann, place = fake.person("ann"), fake.world.channel(text_channel(bot).id)
    said = [int(ann.says(place, f"{number}")["id"]) for number in range(8)]
    channel, point = text_channel(bot), discord.Object(said[3])
    after = [each.content async for each in channel.history(after=point, limit=None)]
    before = [each.content async for each in channel.history(before=point, limit=2)]
    around = [each.content async for each in channel.history(around=point, limit=3)]
    assert (after, before) == (["4", "5", "6", "7"], ["2", "1"])
    assert sorted(around) == ["2", "3", "4"]
    assert (await channel.fetch_message(said[0])).content == "0"
    with pytest.raises(discord.NotFound) as missing:
        await channel.fetch_message(1)
    assert missing.value.code == 10008


async def test_a_nonce_posts_once_for_some_minutes(fake: FakeDiscord, bot: Bot) -> None:
    channel = text_channel(bot)
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    body = {"content": "once", "nonce": "4fVbQz0000000000000001", "enforce_nonce": True}
    first = await bot.http.request(route, json=body)
    second = await bot.http.request(route, json={**body, "content": "twice"})
    assert first["id"] == second["id"]
    fake.later(301)
    third = await bot.http.request(route, json=body)
    assert third["id"] != first["id"]
    assert fake.texts(fake.world.channel(channel.id)) == ["once", "once"]


async def test_files_go_out_and_come_in(fake: FakeDiscord, bot: Bot) -> None:
    place = fake.world.channel(text_channel(bot).id)
    sent = await text_channel(bot).send(
        "here", files=[discord.File(io.BytesIO(b"a,b"), "table.csv")]
    )
    [kept] = fake.messages(place)[0]["attachments"]
    assert (kept["filename"], fake.content(kept)) == ("table.csv", b"a,b")
    assert await sent.attachments[0].read() == b"a,b"
    await sent.add_files(discord.File(io.BytesIO(b"more"), "more.txt"))
    assert [each["filename"] for each in fake.messages(place)[0]["attachments"]] == [
        "table.csv",
        "more.txt",
    ]
    fake.person("ann").says(place, "", files=[("log.txt", b"it broke")])
    await fake.wait(lambda: len(bot.got("message")) == 2)
    assert await bot.got("message")[-1].attachments[0].read() == b"it broke"


async def test_replies_edits_deletions_and_reactions_are_heard(fake: FakeDiscord, bot: Bot) -> None:
    ann, place = fake.person("ann"), fake.world.channel(text_channel(bot).id)
    sent = await text_channel(bot).send("A question")
    asked = fake.messages(place)[0]
    answer = ann.says(place, "An answer", reply_to=asked)
    ann.edits(answer, "A better answer")
    ann.reacts(asked, "👍")
    ann.unreacts(asked, "👍")
    ann.deletes(answer)
    await fake.wait(lambda: bot.got("raw_message_delete"))
    heard = bot.got("message")[-1]
    assert heard.reference.message_id == sent.id
    assert bot.user in heard.mentions
    assert bot.got("raw_message_edit")[0].data["content"] == "A better answer"
    assert bot.got("raw_reaction_add")[0].emoji.name == "👍"
    assert bot.got("raw_reaction_remove")
    assert bot.got("raw_message_delete")[0].message_id == int(answer["id"])


async def test_a_message_is_pinned_and_taken_away(fake: FakeDiscord, bot: Bot) -> None:
    channel = text_channel(bot)
    board = await channel.send(embed=discord.Embed(title="Board", description="Nothing runs"))
    await board.pin()
    assert [each.id async for each in channel.pins()] == [board.id]
    await board.unpin()
    await board.delete()
    assert [each["type"] for each in fake.messages(fake.world.channel(channel.id))] == [6]


async def test_a_forum_post_is_heard_tagged_and_locked(fake: FakeDiscord, bot: Bot) -> None:
    forum = bot.guilds[0].forums[0]
    place = fake.world.channel(forum.id)
    post = fake.person("ann").posts(place, "Broken build", "please look", ["working"])
    await fake.wait(lambda: bot.got("thread_create") and bot.got("message"))
    thread = bot.got("thread_create")[0]
    assert [each.name for each in thread.applied_tags] == ["working"]
    assert bot.got("message")[0].channel.id == int(post.id) == bot.got("message")[0].id
    done = next(each for each in forum.available_tags if each.name == "done")
    await thread.edit(applied_tags=[done], name="Mended build")
    await thread.edit(locked=True, archived=True)
    assert post.of_thread.tags == [str(done.id)]
    assert (post.name, post.of_thread.archived, post.of_thread.locked) == (
        "Mended build",
        True,
        True,
    )
    await forum.edit(topic="Ask here") if forum.permissions_for(
        forum.guild.me
    ).manage_channels else None
    mine = await forum.create_thread(name="From the bot", content="first", applied_tags=[done])
    assert fake.texts(fake.world.channel(mine.thread.id)) == ["first"]


async def test_an_archived_thread_opens_again_when_somebody_writes(
    fake: FakeDiscord, bot: Bot
) -> None:
    channel = text_channel(bot)
    thread = await channel.create_thread(name="open", type=discord.ChannelType.public_thread)
    held = fake.world.channel(thread.id)
    fake.archive(held)
    with pytest.raises(discord.HTTPException) as refused:
        await thread.add_user(discord.Object(int(fake.person("ann").id)))
    assert refused.value.code == 50083
    assert [each.id async for each in channel.archived_threads()] == [thread.id]
    await thread.send("awake")
    assert not held.of_thread.archived
    fake.archive(held, locked=True)
    fake.grant("view_channel", "send_messages_in_threads", "read_message_history")
    with pytest.raises(discord.Forbidden) as locked:
        await thread.send("hello?")
    assert locked.value.code == 160005


async def test_the_third_rename_in_ten_minutes_is_limited(fake: FakeDiscord, bot: Bot) -> None:
    thread = await text_channel(bot).create_thread(name="one")
    await thread.edit(name="two")
    await thread.edit(name="three")
    with pytest.raises(discord.RateLimited) as limited:
        await thread.edit(name="four")
    assert 590 < limited.value.retry_after <= 600
    await thread.edit(archived=True)


async def test_direct_messages_and_closed_ones(fake: FakeDiscord, bot: Bot) -> None:
    ann, stranger = fake.person("ann"), fake.stranger("eve")
    user = await bot.fetch_user(int(ann.id))
    await user.send("A question")
    ann.says(ann.dm, "An answer", reply_to=fake.messages(ann.dm)[0])
    await fake.wait(lambda: len(bot.got("message")) == 2)
    assert bot.got("message")[-1].content == "An answer"
    ann.closes_dms()
    for each in (ann, stranger):
        with pytest.raises(discord.Forbidden) as closed:
            await (await bot.fetch_user(int(each.id))).send("hello")
        assert closed.value.code == 50007


async def test_only_what_is_allowed_notifies(fake: FakeDiscord, bot: Bot) -> None:
    ann, bea = fake.person("ann"), fake.person("bea")
    text = f"{ann.mention} {bea.mention} @everyone"
    channel, place = text_channel(bot), fake.world.channel(text_channel(bot).id)
    for mentions, silent in ((NONE, False), (discord.AllowedMentions.all(), True)):
        await channel.send(text, allowed_mentions=mentions, silent=silent)
    # discord.py sends the ids of objects as numbers, which Discord's document does not allow.
    named = discord.Object(int(ann.id))
    named.id = ann.id  # type: ignore[assignment]
    only = discord.AllowedMentions(everyone=False, roles=False, users=[named])
    await channel.send(text, allowed_mentions=only)
    assert [fake.pinged(each) for each in fake.messages(place)] == [[], [], ["ann"]]


async def test_a_reply_refers_to_its_message(fake: FakeDiscord, bot: Bot) -> None:
    place = fake.world.channel(text_channel(bot).id)
    asked = fake.person("ann").says(place, "What now?")
    # discord.py sends the ids of a reference as it got them; Discord's document wants texts.
    to: dict[str, Any] = {"message_id": asked["id"], "channel_id": place.id}
    reference = discord.MessageReference(**to)
    said = await text_channel(bot).send("This", reference=reference, mention_author=False)
    assert said.reference is not None
    assert said.reference.message_id == int(asked["id"])
    assert fake.pinged(fake.messages(place)[-1]) == []
