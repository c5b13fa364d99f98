"""Limits that start anew only after minutes: what is left of them may be used at once."""

import asyncio

import discord as library
import pytest

from bot.courier.platform import Urgency
from bot.discord.api.rest import CROWD, SPARE, SPARE_BURST, SPARE_PATIENCE
from bot.discord.api.web import Api
from bot.discord.budget import MOST, SHARES, WITHIN, at
from bot.discord.client import DiscordClient
from bot.discord.sending.places import Place
from bot.discord.sending.typing import LATER, Typing
from service.domain.errors import Temporary
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.discord.person import Json
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel

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


async def asked(client: DiscordClient, room: Channel, urgency: Urgency) -> None:
    with at(urgency):
        await client.http.get_channel(int(room.id))


async def test_what_people_wait_for_goes_before_what_can_wait(
    discord: FakeDiscord, client: DiscordClient
) -> None:
    discord.faults.limit("*", 50, 1.0, by_place=False)
    rooms = [discord.channel(f"room{number}") for number in range(60)]
    spare = [asyncio.create_task(asked(client, each, Urgency.SPARE)) for each in rooms[:50]]
    soon = [asyncio.create_task(asked(client, each, Urgency.SOON)) for each in rooms[50:]]
    await discord.wait(lambda: len(discord.calls) >= int(MOST * SHARES[Urgency.SPARE]))
    began = asyncio.get_running_loop().time()
    urgent = discord.channel("urgent")
    await asked(client, urgent, Urgency.NOW)
    assert asyncio.get_running_loop().time() - began < WITHIN / 2
    order = [each.places["channel_id"] for each in discord.called("get_channel")]
    assert order[-1] == urgent.id
    await asyncio.gather(*soon)
    assert not all(each.done() for each in spare)
    await asyncio.gather(*spare)
    assert {each.status for each in discord.calls} == {200}


async def test_who_waits_in_vain_takes_nothing_of_a_limit(
    discord: FakeDiscord, client: DiscordClient
) -> None:
    rooms = [discord.channel(f"room{number}") for number in range(50)]
    last = discord.channel("last")
    discord.faults.limit("get_channel", 2, 60.0)
    spare = [asyncio.create_task(asked(client, each, Urgency.SPARE)) for each in rooms]
    await discord.wait(lambda: len(discord.calls) >= int(MOST * SHARES[Urgency.SPARE]))
    gone = [asyncio.create_task(asked(client, last, Urgency.SPARE)) for _ in range(2)]
    await asyncio.sleep(0)
    for each in [*gone, *spare]:
        each.cancel()
    await asyncio.gather(*gone, *spare, return_exceptions=True)
    async with asyncio.timeout(5):
        await asked(client, last, Urgency.NOW)


async def test_edits_that_can_be_spared_are_spread(client: DiscordClient) -> None:
    clock = FakeClock()
    api = Api(client.http, FakeTelemetry(), clock)
    tried = [
        asyncio.create_task(api.spare(f"card {number}"))
        for number in range(int(SPARE_BURST + 3 * SPARE))
    ]
    await asyncio.sleep(0)
    put_off = {each for each in tried if each.done() and each.exception() is not None}
    assert len(tried) - len(put_off) == pytest.approx(SPARE_BURST + SPARE * SPARE_PATIENCE, abs=1)
    assert sum(each.done() for each in tried) == SPARE_BURST + len(put_off)
    clock.advance(SPARE_PATIENCE)
    await asyncio.gather(*(each for each in tried if each not in put_off))
    waits = [each.retry_after or 0.0 for each in map(_limited, tried) if each is not None]
    assert waits == sorted(waits)
    assert len(waits) == len(put_off)
    # Each has its turn, however many came meanwhile.
    clock.advance(waits[-1])
    await api.spare(f"card {len(tried) - 1}")


def _limited(tried: asyncio.Task[None]) -> Temporary | None:
    error = tried.exception()
    return error if isinstance(error, Temporary) and error.limited else None


async def test_who_asks_for_the_same_channel_at_once_asks_once(
    discord: FakeDiscord, api: Api
) -> None:
    room = discord.channel("weaving")
    found = await asyncio.gather(*(api.channel(room.id) for _ in range(20)))
    assert {each["id"] for each in found} == {room.id}
    assert len(discord.called("get_channel")) == 1
