"""A scene on a fresh inline store, with Ann and Bob in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest_asyncio

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.fakes.clock import FakeClock, FakeIds
from tests.usecases.chatting import Chatting
from tests.usecases.scene import ANN, BOB, Scene, prose
from tests.usecases.strangers import EVE, Strangers
from tests.usecases.telling import Telling

Setting = Callable[..., Awaitable[Scene]]
TellingSetting = Callable[..., Awaitable[Telling]]


@pytest_asyncio.fixture
async def setting(sqlite_path: Path, clock: FakeClock, ids: FakeIds) -> AsyncIterator[Setting]:
    """Make the scene with a policy of the test's own."""
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)

    async def make(**policy: Any) -> Scene:
        scene = Scene(store, clock, ids, **policy)
        await scene.meet(ANN, BOB)
        return scene

    yield make
    await store.close()


@pytest_asyncio.fixture
async def scene(setting: Setting) -> Scene:
    """The scene with the product's policy."""
    return await setting()


@pytest_asyncio.fixture
async def telling_setting(
    sqlite_path: Path, clock: FakeClock, ids: FakeIds
) -> AsyncIterator[TellingSetting]:
    """Make the scene of who is told what with a policy of the test's own."""
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)

    async def make(**policy: Any) -> Telling:
        scene = Telling(store, clock, ids, **policy)
        await scene.meet(ANN, BOB)
        return scene

    yield make
    await store.close()


@pytest_asyncio.fixture
async def telling(telling_setting: TellingSetting) -> Telling:
    """Ann, whose session 1 is done, with the product's policy."""
    scene = await telling_setting()
    await scene.starts()
    return scene


@pytest_asyncio.fixture
async def room(telling_setting: TellingSetting) -> Strangers:
    """Ann's session 1 is done, in a room where Bob and Eve write as well."""
    telling = await telling_setting()
    await telling.meet(EVE)
    room = Strangers(telling)
    await room.write("Build it", ANN, key="ann")
    telling.script(prose())
    await telling.works()
    return room


@pytest_asyncio.fixture
async def chatting(sqlite_path: Path, clock: FakeClock, ids: FakeIds) -> AsyncIterator[Chatting]:
    """Ann and Bob, with accounts in a chat channel."""
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    scene = Chatting(store, clock, ids)
    await scene.meet(ANN, BOB)
    await scene.link(ANN, BOB)
    yield scene
    await store.close()
