"""Limits that start anew only after minutes: what is left of them may be used at once."""

import asyncio

import discord as library
import pytest

from bot.discord.api.rest import CROWD
from bot.discord.api.web import Api
from bot.discord.client import DiscordClient
from bot.discord.sending.places import Place
from bot.discord.sending.typing import LATER, Typing
from tests.fakes.clock import FakeClock
from tests.servers.discord.person import Json
from tests.servers.discord.server import FakeDiscord

LONG = 300.0


def written(discord: FakeDiscord, count: int) -> list[Json]:
    room, ann = discord.channel("weaving"), discord.person("ann")
    return [ann.says(room, f"number {number}") for number in range(count)]


async def opened(client: DiscordClient, message: Json) -> None:
    room, id_ = int(message["channel_id"]), int(message["id"])
    await client.http.start_thread_with_message(
        room, id_, name="thread", auto_archive_duration=10080
    )


async def test_nobody_waits_while_something_is_left(
    discord: FakeDiscord, client: DiscordClient
) -> None:
    discord.faults.limit("create_thread_from_message", 50, LONG)
    for message in written(discord, 3):
        await opened(client, message)
    await asyncio.gather(*(opened(client, message) for message in written(discord, 4)))
    assert [each.status for each in discord.called("create_thread_from_message")] == [201] * 7


async def test_what_is_used_up_for_long_is_said_at_once(
    discord: FakeDiscord, client: DiscordClient
) -> None:
    discord.faults.limit("create_thread_from_message", 2, LONG)
    first, second, third = written(discord, 3)
    for message in (first, second):
        await opened(client, message)
    with pytest.raises(library.RateLimited):
        await opened(client, third)


async def test_a_short_limit_is_waited_for(discord: FakeDiscord, client: DiscordClient) -> None:
    discord.faults.limit("create_message", 2, 0.2)
    room = discord.channel("weaving")
    for number in range(5):
        await client.http.request(
            library.http.Route("POST", "/channels/{channel_id}/messages", channel_id=room.id),
            json={"content": f"number {number}"},
        )
    assert [each.status for each in discord.called("create_message")].count(200) == 5


async def test_typing_lets_go_first_what_matters_more(
    discord: FakeDiscord, api: Api, clock: FakeClock
) -> None:
    rooms = [discord.channel(f"room{number}") for number in range(CROWD + 5)]
    typing, began = Typing(api, clock), clock.monotonic()
    for room in rooms[:CROWD]:
        await api.type(room.id)
    assert api.crowded()
    typing.works(Place(rooms[-1].id))
    await discord.wait(lambda: rooms[-1].id in {each[1] for each in discord.world.typing})
    assert clock.monotonic() - began >= 2 * LATER
    await typing.close()


async def test_the_limit_for_all_calls_is_kept_before_it_is_hit(
    discord: FakeDiscord, client: DiscordClient
) -> None:
    discord.faults.limit("*", 50, 1.0, by_place=False)
    rooms = [discord.channel(f"room{number}") for number in range(70)]
    await asyncio.gather(*(client.http.get_channel(int(each.id)) for each in rooms))
    assert [each.status for each in discord.called("get_channel")] == [200] * 70
