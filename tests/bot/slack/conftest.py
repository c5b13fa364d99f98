"""A front end of Slack on a store of its own, against a Slack of the tests' own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.adapters.clock.system import SystemClock
from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.slack.hearing.scene import Scene
from tests.servers.slack.server import FakeSlack


@pytest.fixture
def fake_slack() -> Iterator[FakeSlack]:
    """A workspace; whatever the test does, no request may break Slack's types or limits."""
    with FakeSlack() as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def hearing_scene(sqlite_path: Path, fake_slack: FakeSlack) -> AsyncIterator[Scene]:
    clock = SystemClock()
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    yield Scene(store, clock, fake_slack)
    await store.close()
