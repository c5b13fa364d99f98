"""A scene on one kind of store: that all stores answer alike is the ports' own suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.persons import Person
from tests.bot.inbound.scene import Scene
from tests.fakes.clock import FakeClock


@pytest.fixture
async def scene(sqlite_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    yield Scene(store, clock)
    await store.close()


@pytest.fixture
async def ann(scene: Scene) -> Person:
    return await scene.person("Ann", admin=True)


@pytest.fixture
async def bob(scene: Scene) -> Person:
    return await scene.person("Bob")
