"""A Discord of its own for each test; no request may break Discord's types or limits."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.discord.receiving.scene import Scene
from tests.bot.slack.receiving.scene import Now
from tests.servers.discord.person import Person
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def fake(now: Now) -> Iterator[FakeDiscord]:
    with FakeDiscord(now=now.now) as running, pointed_at(running):
        yield running
        assert running.violations == []


@pytest.fixture
async def at_rest(sqlite_path: Path, now: Now, fake: FakeDiscord) -> AsyncIterator[Scene]:
    """A scene that does not listen yet."""
    store = InlineStore(SqliteFile(sqlite_path, now), now)
    yield Scene(store, now, fake)
    await store.close()


@pytest.fixture
async def scene(at_rest: Scene, ann: Person, bob: Person, general: Channel) -> AsyncIterator[Scene]:
    """A scene that listens."""
    del ann, bob, general
    async with at_rest.running():
        yield at_rest


@pytest.fixture
def ann(fake: FakeDiscord) -> Person:
    return fake.person("ann")


@pytest.fixture
def bob(fake: FakeDiscord) -> Person:
    return fake.person("bob")


@pytest.fixture
def general(fake: FakeDiscord) -> Channel:
    return fake.channel("general")
