"""A server of Discord's."""

from collections.abc import Iterator

import pytest

from tests.servers.discord.person import Person
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord
from tests.servers.ports import free_port


@pytest.fixture
def discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDiscord]:
    with FakeDiscord() as running, pointed_at(running):
        monkeypatch.setenv("HEDDLE_DISCORD__API_URL", running.api)
        monkeypatch.setenv("HEDDLE_DISCORD__GATEWAY_URL", running.gateway_url)
        monkeypatch.setenv("HEDDLE_HTTP__PORT", str(free_port()))
        yield running
        assert running.violations == []


@pytest.fixture
def ann(discord: FakeDiscord) -> Person:
    return discord.person("ann")
