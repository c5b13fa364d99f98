"""A front end of Discord on a store of its own, against a Discord of the tests' own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.chat.hearing import ShiftedClock
from tests.bot.discord.hearing.scene import Scene
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord


@pytest.fixture
def shifted() -> ShiftedClock:
    """The time of the deployment and of Discord alike."""
    return ShiftedClock()


@pytest.fixture
def fake_discord(shifted: ShiftedClock) -> Iterator[FakeDiscord]:
    """A server; whatever the test does, no request may break Discord's types or limits."""
    # Ids carry the time and never go back: the server is older than all that tests let happen.
    shifted.later = -30 * 24 * 3600.0
    with FakeDiscord(now=shifted.now) as running, pointed_at(running):
        shifted.later = 0.0
        yield running
        assert running.violations == []


@pytest.fixture
async def hearing_scene(
    sqlite_path: Path, shifted: ShiftedClock, fake_discord: FakeDiscord
) -> AsyncIterator[Scene]:
    """A deployment at that Discord; its front ends run when a test says so."""
    store = InlineStore(SqliteFile(sqlite_path, shifted), shifted)
    yield Scene(store, shifted, fake_discord)
    await store.close()
