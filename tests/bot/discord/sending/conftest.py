from collections.abc import AsyncIterator, Iterator

import pytest

from bot.discord.api.web import Api
from bot.discord.client import DiscordClient
from bot.discord.given import Given
from bot.discord.sending.channel import DiscordChannel
from tests.bot.discord.sending.scene import Hurried, Scene
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord


@pytest.fixture
def clock() -> FakeClock:
    return Hurried()


@pytest.fixture
def discord(clock: FakeClock) -> Iterator[FakeDiscord]:
    with FakeDiscord(now=clock.now) as running, pointed_at(running):
        yield running
        assert not running.violations


@pytest.fixture
async def client(discord: FakeDiscord) -> AsyncIterator[DiscordClient]:
    made = DiscordClient(Given(discord.token, api_url=discord.api))
    await made.login(discord.token)
    yield made
    await made.close()


@pytest.fixture
def api(client: DiscordClient, clock: FakeClock) -> Api:
    return Api(client.http, FakeTelemetry(), clock)


@pytest.fixture
async def scene(discord: FakeDiscord, api: Api, clock: FakeClock) -> AsyncIterator[Scene]:
    channel = DiscordChannel(api, clock)
    yield Scene(discord, channel, clock)
    await channel.close()
