"""A front end of Slack on a store of its own, against a Slack of the tests' own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.adapters.store.sqlite import InlineStore, SqliteFile
from tests.bot.chat.hearing import ShiftedClock
from tests.bot.slack.hearing.scene import Scene
from tests.servers.slack.server import FakeSlack


@pytest.fixture
def shifted() -> ShiftedClock:
    """The time of the deployment and of Slack alike."""
    return ShiftedClock()


@pytest.fixture
def fake_slack(shifted: ShiftedClock) -> Iterator[FakeSlack]:
    """A workspace; whatever the test does, no request may break Slack's types or limits."""
    with FakeSlack(now=shifted.now) as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def hearing_scene(
    sqlite_path: Path, shifted: ShiftedClock, fake_slack: FakeSlack
) -> AsyncIterator[Scene]:
    """A deployment at that Slack; its front ends run when a test says so."""
    store = InlineStore(SqliteFile(sqlite_path, shifted), shifted)
    yield Scene(store, shifted, fake_slack)
    await store.close()
