"""Bringing a database to the schema that this heddle needs.

A migration is one transaction that begins with the database's own exclusive lock: of two
processes that migrate at once the second waits and finds nothing left to do, and one that
dies on the way leaves the old schema.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import exc, pool
from sqlalchemy.ext.asyncio import create_async_engine

from service.adapters.store import failures, opening
from service.adapters.store.tables import SCHEMA_VERSION, schema_floor
from service.domain.errors import Bug, Refused

T = TypeVar("T")

_WAIT_SECONDS = 60.0
_LOCK = 0x68_65_64_64_6C_65  # "heddle"; nobody else on the server takes this number


def migrate(url: str) -> None:
    """Bring the database at `url` to this heddle's schema; make the file if there is none.

    A newer schema stays if this heddle may work on it. It blocks until all is done. Raises
    Refused if it may not or the database cannot be made, Temporary if it is away.
    """
    if schema_version(url) != SCHEMA_VERSION:
        in_transaction(url, _upgrade)


def schema_version(url: str) -> str | None:
    """Return the number of the database's schema, or None if it has none."""
    parsed = opening.parse(url)
    if opening.is_sqlite(parsed) and not opening.path_of(parsed).exists():
        return None
    return in_transaction(url, _found, exclusive=False)


def pending(url: str) -> list[str]:
    """Return the steps that `migrate` would take, the first one first."""
    known, found = _known(), schema_version(url) or ""
    return [step for step in known if step > found]


def in_transaction(url: str, work: Callable[[sa.Connection], T], *, exclusive: bool = True) -> T:
    """Run `work` in one transaction on the database, alone among migrations if `exclusive`."""
    parsed = opening.parse(url)
    if opening.is_sqlite(parsed):
        return _in_file(parsed, work, "IMMEDIATE" if exclusive else "DEFERRED")
    # asyncpg wants an event loop; in a thread of its own it meets nobody else's.
    with ThreadPoolExecutor(1) as thread:
        job = thread.submit(lambda: asyncio.run(_on_server(parsed, work, exclusive=exclusive)))
        return job.result()


def _upgrade(connection: sa.Connection) -> None:
    found = _found(connection) or ""
    if found > SCHEMA_VERSION:
        failures.check_version(found, _floor(connection))
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        _refuse_orphans(connection)


def _refuse_orphans(connection: sa.Connection) -> None:
    """Raise Bug if rows lost their parent while SQLite did not watch over it."""
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise Bug(f"the migration would leave rows without their parent: {orphans[:5]}")


def _found(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _floor(connection: sa.Connection) -> str:
    return connection.scalar(sa.select(schema_floor.c.oldest)) or ""


def _known() -> list[str]:
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return [step.revision for step in steps][::-1]


def _config() -> Config:
    config = Config()
    folder = str(resources.files("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def _in_file(url: sa.URL, work: Callable[[sa.Connection], T], mode: str) -> T:
    engine = sa.create_engine(
        url,
        poolclass=pool.NullPool,
        connect_args={"timeout": _WAIT_SECONDS, "isolation_level": None},
    )
    try:
        opening.path_of(url).touch(mode=0o600)
        with engine.connect() as connection:
            # With foreign keys on, altering a parent table would delete its children.
            for pragma in ("journal_mode=WAL", "foreign_keys=OFF"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.commit()
            connection.exec_driver_sql(f"BEGIN {mode}")
            result = work(connection)
            connection.commit()
            return result
    except OSError as error:
        raise Refused(
            f"heddle cannot make its database at {url.database} ({error.strerror}). "
            "Make the folder and let heddle write there, or name another file.",
        ) from error
    except (exc.DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, exc.DBAPIError) else error
        if not isinstance(original, sqlite3.Error):
            raise
        raise failures.from_sqlite(original) from error


async def _on_server(url: sa.URL, work: Callable[[sa.Connection], T], *, exclusive: bool) -> T:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    lock = sa.select(sa.func.pg_advisory_xact_lock(_LOCK))
    try:
        async with engine.begin() as connection:
            if exclusive:
                await connection.execute(lock)
            return await connection.run_sync(work)
    except failures.POSTGRES_ERRORS as error:
        raise failures.from_postgres(error) from error
    finally:
        await engine.dispose()
