"""Which database an address means."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import exc

from service.adapters.store.postgres import PostgresStore
from service.adapters.store.sqlite import SqliteFile, SqliteStore
from service.domain.errors import Refused
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

_WORKS = "sqlite:///path/to/heddle.db or postgresql://user:password@host/database"
_OLDEST_SQLITE = (3, 35)
_OPTIONS = {"host", "port", "ssl", "sslmode"}


def open_store(
    url: str,
    clock: Clock,
    *,
    synchronous: str = "normal",
    connections: int = 15,
    telemetry: Telemetry | None = None,
) -> SqliteStore | PostgresStore:
    """Return the store at the address; nothing is connected yet.

    `synchronous` is SQLite's: "normal" or "full"; `connections` are PostgreSQL's, at most, and
    at least two; `telemetry` hears how busy it is. Raises Refused if the address is neither
    SQLite's nor PostgreSQL's.
    """
    parsed = parse(url)
    if is_sqlite(parsed):
        file = SqliteFile(path_of(parsed), clock, synchronous=synchronous, telemetry=telemetry)
        return SqliteStore(file, clock, telemetry=telemetry)
    readers = max(1, connections // 3)
    writers = connections - readers
    return PostgresStore(parsed, clock, writers=writers, readers=readers, telemetry=telemetry)


def parse(url: str) -> sa.URL:
    """Return the address with its driver. Raises Refused, naming what works."""
    try:
        parsed = sa.make_url(url)
    except exc.ArgumentError as error:
        raise Refused(f"This is no database address. What works: {_WORKS}.") from error
    if parsed.drivername == "sqlite":
        return _sqlite(parsed)
    if parsed.drivername in ("postgresql", "postgresql+asyncpg"):
        return _postgresql(parsed)
    raise Refused(f"heddle does not know the database {parsed.drivername!r}. Works: {_WORKS}.")


def is_sqlite(url: sa.URL) -> bool:
    """Tell whether a parsed address is SQLite's."""
    return url.drivername == "sqlite"


def path_of(url: sa.URL) -> Path:
    """Return the file of SQLite's address."""
    return Path(url.database or "")


def _sqlite(url: sa.URL) -> sa.URL:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise Refused(
            f"heddle needs SQLite 3.35, this Python has {sqlite3.sqlite_version}. "
            "Use a newer Python, or PostgreSQL.",
        )
    if not url.database or url.database == ":memory:" or url.query:
        raise Refused(f"heddle keeps SQLite in a file of its own. What works: {_WORKS}.")
    return url


def _postgresql(url: sa.URL) -> sa.URL:
    unknown = sorted(set(url.query) - _OPTIONS)
    if unknown:
        raise Refused(
            f"heddle does not know {', '.join(unknown)} in PostgreSQL's address. "
            f"It knows: {', '.join(sorted(_OPTIONS))}.",
        )
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)
