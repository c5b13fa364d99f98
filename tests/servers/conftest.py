"""A fake Discord that nothing may be wrong with at the end, and a bot in it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel
from tests.servers.discord_bot import Bot, running


@pytest.fixture
def fake() -> Iterator[FakeDiscord]:
    with FakeDiscord() as made:
        yield made
        assert made.violations == []


@pytest.fixture
def general(fake: FakeDiscord) -> Channel:
    return fake.channel("general")


@pytest.fixture
async def bot(fake: FakeDiscord, general: Channel) -> AsyncIterator[Bot]:
    async with running(fake, Bot()) as made:
        yield made
