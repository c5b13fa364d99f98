"""Which addresses are understood, and what is said to the others."""

import sqlite3
from pathlib import Path

import pytest

from service.adapters.store.opening import open_store, parse, path_of
from service.adapters.store.postgres import PostgresStore
from service.adapters.store.sqlite import SqliteStore
from service.domain.errors import Refused
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry


def test_a_file_is_a_sqlite_store(clock: FakeClock) -> None:
    assert isinstance(open_store("sqlite:///some/heddle.db", clock), SqliteStore)
    assert path_of(parse("sqlite:///some/heddle.db")) == Path("some/heddle.db")
    assert path_of(parse("sqlite:////var/lib/heddle.db")) == Path("/var/lib/heddle.db")


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+asyncpg"])
async def test_a_server_is_a_postgres_store(clock: FakeClock, scheme: str) -> None:
    store = open_store(f"{scheme}://me:secret@db.example/heddle", clock)
    assert isinstance(store, PostgresStore)
    await store.close()


@pytest.mark.parametrize(("most", "write", "read"), [(15, 10, 5), (3, 2, 1), (100, 67, 33)])
async def test_connections_to_a_server_are_shared_out(
    clock: FakeClock, most: int, write: int, read: int
) -> None:
    telemetry = FakeTelemetry()
    url = "postgresql://db.example/heddle"
    await open_store(url, clock, connections=most, telemetry=telemetry).close()
    assert set(telemetry.facts) == {("database", "write", write), ("database", "read", read)}


def test_encryption_may_be_spelled_as_psql_does() -> None:
    assert parse("postgresql://db.example/heddle?sslmode=require").query == {"ssl": "require"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "heddle.db",
        "mysql://db.example/heddle",
        "sqlite+aiosqlite:///heddle.db",
        "postgresql+psycopg://db.example/heddle",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///heddle.db?mode=ro",
    ],
)
def test_any_other_address_is_refused_with_what_works(clock: FakeClock, url: str) -> None:
    with pytest.raises(Refused, match=r"sqlite:///path/to/heddle\.db or postgresql://"):
        open_store(url, clock)


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(Refused, match="does not know channel_binding") as caught:
        parse("postgresql://me:secret@db.example/heddle?channel_binding=require")
    assert "secret" not in str(caught.value)


def test_a_sqlite_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(Refused, match=r"needs SQLite 3\.35"):
        parse("sqlite:///heddle.db")
