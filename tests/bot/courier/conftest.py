"""A deployment with a person who has a phone, on a store of one connection."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.persons import Person
from tests.bot.courier.scene import Scene
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.chatting import Chatting
from tests.usecases.scene import ANN, BOB


@pytest.fixture
async def scene(sqlite_path: Path, clock: FakeClock) -> AsyncIterator[Scene]:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    yield Scene(store, clock)
    await store.close()


@pytest.fixture
async def ann(scene: Scene) -> Person:
    """Ann is told on her phone at once."""
    ann = await scene.person("Ann", admin=True)
    await scene.inbound.add_phone(ann, "ntfys://push.test/ann")
    await scene.inbound.set_ladder(ann, "phone", important=False)
    return ann


@pytest.fixture
async def chatting(sqlite_path: Path, clock: FakeClock, ids: FakeIds) -> AsyncIterator[Chatting]:
    """Ann and Bob, with accounts in a chat channel."""
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    scene = Chatting(store, clock, ids)
    await scene.meet(ANN, BOB)
    await scene.link(ANN, BOB)
    yield scene
    await store.close()
