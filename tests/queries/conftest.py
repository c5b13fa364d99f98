"""A deployment that views look at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.inbound.scene import Scene
from tests.fakes.clock import FakeClock


@pytest.fixture
async def scene(sqlite_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    yield Scene(store, clock)
    await store.close()
