"""A workspace of its own for each test; no request may break Slack's types or limits."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.slack.receiving.scene import MODES, Now, Scene
from tests.servers.slack import schemas
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def slack(now: Now) -> Iterator[FakeSlack]:
    schemas.needed()
    with FakeSlack(now=now.now) as running:
        running.core.retry_waits = (0.05, 0.2, 0.5)
        yield running
        assert running.violations == []


@pytest.fixture
async def at_rest(sqlite_path: Path, now: Now, slack: FakeSlack) -> AsyncIterator[Scene]:
    """A scene that does not listen yet."""
    store = InlineStore(SqliteFile(sqlite_path, now), now)
    yield Scene(store, now, slack)
    await store.close()


@pytest.fixture(params=MODES)
async def either(request: pytest.FixtureRequest, at_rest: Scene) -> AsyncIterator[Scene]:
    """A scene that listens, once in each mode."""
    async with at_rest.running(request.param):
        yield at_rest


@pytest.fixture
async def scene(at_rest: Scene) -> AsyncIterator[Scene]:
    """A scene that listens in Socket Mode."""
    async with at_rest.running():
        yield at_rest


@pytest.fixture
def ann(slack: FakeSlack) -> Person:
    return slack.person("ann")


@pytest.fixture
def bob(slack: FakeSlack) -> Person:
    return slack.person("bob")


@pytest.fixture
def general(slack: FakeSlack, ann: Person, bob: Person) -> Channel:
    return slack.channel("general", ann, bob)
