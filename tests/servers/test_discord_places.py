"""The fake Discord's servers, people, roles, channels and threads through discord.py's client."""

import discord
import pytest

from tests.servers.discord.permissions import BOT
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel
from tests.servers.discord_bot import Bot, running


async def test_a_server_is_read(fake: FakeDiscord, bot: Bot, general: Channel) -> None:
    ann = fake.person("ann", "ops")
    guild = await bot.fetch_guild(int(fake.guild.id))
    assert {each.name for each in await guild.fetch_roles()} == {"@everyone", "heddle", "ops"}
    assert [each.name for each in await guild.fetch_channels()] == ["general"]
    names = {each.name async for each in guild.fetch_members(limit=None)}
    assert names == {"heddle", "owner", "ann"}
    assert [each.name for each in await bot.guilds[0].query_members("an")] == ["ann"]
    assert [each.name async for each in bot.fetch_guilds()] == ["loom"]
    with pytest.raises(discord.NotFound) as missing:
        await guild.fetch_member(int(fake.stranger("eve").id))
    assert missing.value.code == 10007
    ann.leaves(fake.guild)
    with pytest.raises(discord.NotFound):
        await guild.fetch_member(int(ann.id))


async def test_permissions_come_from_roles_and_overwrites(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    assert channel.permissions_for(channel.guild.me).value == BOT
    fake.permit(general, send_messages=False, manage_channels=True)
    await fake.wait(lambda: bot.got("guild_channel_update"))
    allowed = channel.permissions_for(channel.guild.me)
    assert (allowed.send_messages, allowed.manage_channels) == (False, True)
    fake.grant("view_channel")
    await fake.wait(lambda: len(bot.got("guild_role_update")) == 2)
    assert not channel.permissions_for(channel.guild.me).add_reactions
    with pytest.raises(discord.Forbidden):
        await channel.send("x")
    await channel.edit(topic="Ask here", name="ask")
    assert (general.topic, general.name) == ("Ask here", "ask")


async def test_a_forum_gets_its_tags(fake: FakeDiscord, general: Channel) -> None:
    # discord.py sends the ids of a forum's former tags as numbers: this one has none yet.
    forum = fake.forum("sessions")
    fake.permit(forum, manage_channels=True)
    async with running(fake, Bot()) as bot:
        [held] = bot.guilds[0].forums
        await held.create_tag(name="done", emoji=discord.PartialEmoji(name="✅"))
    assert [each["name"] for each in forum.tags] == ["done"]


async def test_threads_are_joined_left_and_listed(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    theirs = ann.opens_thread(general, "theirs")
    hidden = ann.opens_thread(general, "hidden", private=True)
    await fake.wait(lambda: len(bot.got("thread_create")) == 2)
    thread = bot.got("thread_create")[0]
    await thread.join()
    assert {each.id for each in await thread.fetch_members()} == {bot.user_id, int(ann.id)}
    await thread.remove_user(discord.Object(int(ann.id)))
    await thread.leave()
    assert theirs.of_thread.members == {}
    assert [each.id for each in await bot.guilds[0].active_threads()] == [
        int(theirs.id),
        int(hidden.id),
    ]
    await thread.delete()
    assert fake.threads(general) == [hidden]


async def test_reactions_are_listed_and_taken_away(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    said = ann.says(general, "hello")
    ann.reacts(said, "👍")
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.fetch_message(int(said["id"]))
    await message.add_reaction("👍")
    [reaction] = (await channel.fetch_message(message.id)).reactions
    assert (reaction.count, reaction.me) == (2, True)
    assert {each.name async for each in reaction.users()} == {"ann", "heddle"}
    await message.remove_reaction("👍", discord.Object(int(ann.id)))
    await message.remove_reaction("👍", discord.Object(bot.user_id))
    assert said["reactions"] == []


async def test_the_gateway_is_told(fake: FakeDiscord, bot: Bot) -> None:
    with pointed_at(fake):
        shards, url, limit = await bot.http.get_bot_gateway()
    assert (shards, url.split("?")[0]) == (1, fake.gateway_url)
    assert limit["max_concurrency"] == 1
