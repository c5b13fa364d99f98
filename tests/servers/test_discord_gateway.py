"""The fake Discord's gateway through discord.py's own client: sessions, gaps and refusals."""

from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest

from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel
from tests.servers.discord_bot import Bot, running


def texts(bot: Bot) -> list[str]:
    return [each.content for each in bot.got("message")]


async def test_a_bot_learns_its_servers_channels_threads_and_people(
    fake: FakeDiscord, general: Channel
) -> None:
    ann = fake.person("ann", "ops")
    fake.server("elsewhere", bot=False)
    fake.channel("hidden", bot=False)
    thread = ann.opens_thread(general, "talk")
    async with running(fake, Bot()) as bot:
        [guild] = bot.guilds
        assert [each.name for each in guild.text_channels] == ["general"]
        assert [each.id for each in guild.threads] == [int(thread.id)]
        member = guild.get_member(int(ann.id))
        assert member is not None
        assert [each.name for each in member.roles] == ["@everyone", "ops"]
        assert (await guild.fetch_member(int(ann.id))).name == "ann"
        owner = (await bot.application_info()).owner
        assert owner.name == "owner"
        bea = fake.person("bea")
        bea.leaves(fake.guild)
        bea.joins(fake.guild)
        fake.sets_roles(bea, "ops")
        await fake.wait(lambda: bot.got("member_join") and bot.got("raw_member_remove"))
        await fake.wait(lambda: guild.get_role(int(fake.role("ops").id)))


async def test_a_dropped_socket_is_resumed_and_nothing_is_missed(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    ann.says(general, "before")
    await fake.wait(lambda: texts(bot) == ["before"])
    fake.drop_sockets()
    ann.says(general, "meanwhile")
    await fake.wait(lambda: bot.got("resumed") == [None])
    ann.says(general, "after")
    await fake.wait(lambda: len(texts(bot)) == 3)
    assert texts(bot) == ["before", "meanwhile", "after"]
    assert fake.gateway.resumptions == [True]


@pytest.mark.parametrize("how", ["asked", "interrupted", "closed"])
async def test_a_bot_that_is_sent_away_resumes(
    fake: FakeDiscord, bot: Bot, general: Channel, how: str
) -> None:
    acts: dict[str, Callable[[], None]] = {
        "asked": fake.reconnect,
        "interrupted": lambda: fake.invalidate(resumable=True),
        "closed": lambda: fake.close_sockets(4000),
    }
    acts[how]()
    await fake.wait(lambda: bot.got("resumed"))
    fake.person("ann").says(general, "still there?")
    await fake.wait(lambda: texts(bot) == ["still there?"])
    assert len(fake.gateway.identified) == 1


@pytest.mark.parametrize("how", ["invalidated", "forgotten"])
async def test_a_lost_session_is_begun_anew(
    fake: FakeDiscord, bot: Bot, general: Channel, how: str
) -> None:
    if how == "forgotten":
        fake.forget_sessions()
        fake.drop_sockets()
    else:
        fake.invalidate()
    await fake.wait(lambda: len(bot.got("ready")) == 2, patience=20)
    assert len(fake.gateway.identified) == 2
    assert fake.gateway.resumptions == ([False] if how == "forgotten" else [])


async def test_an_outage_keeps_history_and_delivers_nothing(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    ann.says(general, "seen")
    await fake.wait(lambda: texts(bot) == ["seen"])
    with fake.outage():
        ann.says(general, "anybody?")
        await fake.wait(lambda: not fake.identified)
    await fake.wait(lambda: len(bot.got("ready")) == 2, patience=20)
    ann.says(general, "now?")
    await fake.wait(lambda: texts(bot) == ["seen", "now?"])
    channel = bot.get_channel(int(general.id))
    assert isinstance(channel, discord.TextChannel)
    last = bot.got("message")[0]
    missed = [each.content async for each in channel.history(after=last)]
    assert missed == ["anybody?", "now?"]


async def test_a_deaf_connection_looks_alive_and_hears_nothing(
    fake: FakeDiscord, general: Channel
) -> None:
    fake.gateway.interval = 0.05
    async with running(fake, Bot()) as bot:
        fake.deafen()
        fake.person("ann").says(general, "hello?")
        [connection] = fake.identified
        beats = connection.beats
        await fake.wait(lambda: connection.beats > beats + 2)
        assert texts(bot) == []
        assert fake.identified == [connection]
        fake.deafen(deaf=False)
        fake.person("ann").says(general, "again")
        await fake.wait(lambda: texts(bot) == ["again"])


async def test_a_bot_gives_up_a_connection_that_does_not_answer_its_heartbeats(
    fake: FakeDiscord, general: Channel
) -> None:
    fake.gateway.interval = 0.05
    async with running(fake, Bot(heartbeat_timeout=0.2)) as bot:
        [first] = fake.identified
        # The next connection beats when it opens and when it is asked to, and not by itself.
        fake.gateway.acks, fake.gateway.interval = False, 60.0
        await fake.wait(lambda: first not in fake.gateway.connections)
        fake.gateway.acks = True
        await fake.wait(lambda: bot.got("resumed"))
        [second] = fake.gateway.connections
        await fake.wait(lambda: second.beats == 1)
        fake.ask_for_heartbeat()
        await fake.wait(lambda: second.beats == 2)


async def test_a_wrong_token_and_an_intent_that_is_off_are_refused(
    fake: FakeDiscord, general: Channel
) -> None:
    wrong = Bot()
    token, fake.core.token = fake.core.token, "another"
    with pytest.raises(discord.LoginFailure):
        async with running(fake, wrong):
            pass
    fake.core.token = token
    fake.core.privileged.remove("message_content")
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(fake, Bot()):
            pass
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as socket:
        assert (await socket.receive_json())["op"] == 10
        said: dict[str, Any] = {"token": "wrong", "intents": 0, "properties": {}}
        await socket.send_json({"op": 2, "d": said})
        closed = await socket.receive()
        assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4004)


async def test_without_the_intent_only_mentions_and_direct_messages_carry_text(
    fake: FakeDiscord, general: Channel
) -> None:
    fake.core.privileged.remove("message_content")
    ann = fake.person("ann")
    intents = discord.Intents(guilds=True, messages=True)
    async with running(fake, Bot(intents)) as bot:
        ann.says(general, "secret")
        ann.says(general, f"{fake.bot.mention} open")
        ann.says(ann.dm, "private")
        ann.reacts(fake.messages(general)[0], "👍")
        await fake.wait(lambda: len(texts(bot)) == 3)
        assert texts(bot) == ["", f"{fake.bot.mention} open", "private"]
        channel = bot.get_channel(int(general.id))
        assert isinstance(channel, discord.TextChannel)
        assert [each.content async for each in channel.history(limit=None)][1] == ""
        assert bot.got("raw_reaction_add") == []


async def test_threads_and_channels_come_change_and_go(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    thread = ann.opens_thread(general, "talk", ann.says(general, "hello"))
    ann.changes_thread(thread, name="walk")
    ann.leaves(thread)
    ann.joins(thread)
    ann.types(thread)
    fake.permit(general, send_messages=False)
    fake.delete(thread)
    fake.delete(fake.channel("short"))
    await fake.wait(lambda: bot.got("guild_channel_delete"))
    assert len(bot.got("thread_create")) == 1
    assert bot.got("thread_delete")
    assert [each.name for each in bot.got("guild_channel_create")] == ["short"]
    assert bot.got("guild_channel_update")
    assert bot.got("raw_thread_member_remove")
    fake.kick_bot(fake.guild)
    await fake.wait(lambda: bot.got("guild_remove"))


async def test_private_channels_stay_hidden(fake: FakeDiscord, bot: Bot, general: Channel) -> None:
    ann = fake.person("ann")
    hidden = fake.channel("hidden", ann, private=True, bot=False)
    seen = fake.channel("seen", ann, private=True)
    ann.says(hidden, "psst")
    ann.says(seen, "hello")
    await fake.wait(lambda: texts(bot) == ["hello"])
    with pytest.raises(discord.Forbidden) as refused:
        await bot.fetch_channel(int(hidden.id))
    assert refused.value.code == 50001
    with pytest.raises(AssertionError, match="bea may not"):
        fake.person("bea").says(seen, "let me in")
    fake.webhook_says(general, "deployed")
    await fake.wait(lambda: len(texts(bot)) == 2)
    assert bot.got("message")[-1].webhook_id is not None


async def test_two_bots_share_what_happens(fake: FakeDiscord, bot: Bot, general: Channel) -> None:
    async with running(fake, Bot()) as other:
        fake.person("ann").says(general, "hello")
        await fake.wait(lambda: texts(bot) == texts(other) == ["hello"])
