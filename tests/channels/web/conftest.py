"""A web channel for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.inbound.scene import Scene
from tests.channels.web.visiting import House
from tests.fakes.clock import FakeClock


@pytest.fixture
async def scene(sqlite_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    yield Scene(store, clock)
    await store.close()


@pytest.fixture
def house(scene: Scene) -> House:
    return House(scene)
