"""A workspace, a deployment, and a person who answers while a command waits."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from bot.bootstrap.reading import settings
from bot.bootstrap.slack import given_of
from bot.slack.given import Given
from bot.web.login import ADMIN
from service.adapters.secrets.cipher import FernetCipher
from service.bootstrap import cipher_of, store_of
from service.domain.persons import Identity
from service.ports.reads import Reads
from service.ports.store import Tx
from tests.e2e.running import free_port
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack

T = TypeVar("T")
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


@contextmanager
def answering(slack: FakeSlack, person: Person, text: str = "!help") -> Iterator[None]:
    """Let the person answer heddle's hello, once."""

    def answer() -> None:
        slack.until(lambda: slack.messages(person.dm), patience=30.0)
        person.says(person.dm, text)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(30.0)
        assert not thread.is_alive()


def read(query: Callable[[Reads], T]) -> T:
    """Look into the deployment's database."""

    async def run() -> T:
        store = store_of(settings().settings)
        try:
            return await store.read(query)
        finally:
            await store.close()

    return asyncio.run(run())


def change(work: Callable[[Tx], T]) -> T:
    """Change the deployment's database."""

    async def run() -> T:
        store = store_of(settings().settings)
        try:
            return (await store.run(work))[0]
        finally:
            await store.close()

    return asyncio.run(run())


def given() -> Given | None:
    """Return what a bot of the deployment would use."""

    async def run() -> Given | None:
        in_force = settings().settings
        store = store_of(in_force)
        try:
            return await given_of(in_force, store, cipher_of(in_force))
        finally:
            await store.close()

    return asyncio.run(run())


def cipher() -> FernetCipher:
    return cipher_of(settings().settings)


def kept(tmp_path: Path) -> list[str]:
    """Return the names of the secrets that are kept, none where there is no database."""
    if not (tmp_path / "data" / "heddle.db").exists():
        return []
    return list(read(lambda reads: reads.secret_names()))


def accounts() -> set[Identity]:
    """Return the admin's identities."""

    def query(reads: Reads) -> set[Identity]:
        admin = reads.person_by_identity(ADMIN)
        return set(reads.identities(admin.id)) if admin else set()

    return read(query)
