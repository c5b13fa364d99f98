"""A server, a deployment, and a person who answers while a command waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.running import free_port
from tests.servers.discord.person import Person
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord


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


@contextmanager
def answering(discord: FakeDiscord, person: Person, text: str = "!help") -> Iterator[None]:
    """Let the person answer heddle's hello, once."""

    def answer() -> None:
        discord.until(lambda: discord.messages(person.dm), patience=30.0)
        person.says(person.dm, text)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(30.0)
        assert not thread.is_alive()
