"""A workspace, and what a deployment knows of it."""

from collections.abc import Iterator

import pytest

from bot.bootstrap.slack import given_of
from bot.slack.given import Given
from tests.cli.deployment import in_force
from tests.servers.ports import free_port
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack

SECRET = "8f742231b10e8888abcd99eeeffff85a"


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        monkeypatch.setenv("HEDDLE_SLACK__API_URL", running.api)
        monkeypatch.setenv("HEDDLE_HTTP__PORT", str(free_port()))
        yield running
        assert running.violations == []


@pytest.fixture
def ann(slack: FakeSlack) -> Person:
    return slack.person("ann")


def given() -> Given | None:
    """Return what a bot of the deployment would use."""
    return in_force(given_of)
