"""What a database's own errors mean to heddle."""

import sqlite3

import asyncpg
from sqlalchemy import exc

from service.adapters.store.tables import SCHEMA_VERSION
from service.domain.errors import Bug, DeadlinePassed, HeddleError, Permanent, Refused, Temporary

NO_SCHEMA = (
    "There is no heddle in this database, or not all of it. If there should be one, "
    "HEDDLE_DATABASE_URL or HEDDLE_DATA_DIR is not the one that it runs with: `heddle config show` "
    "names what is used here. For a new one run `heddle migrate`."
)

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_SQLITE_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

# Classes of SQLSTATE: connection, resources, intervention, system; a standby that took over;
# a lock or a statement that waited too long; a transaction that stood idle for too long.
_POSTGRES_AWAY = ("08", "53", "57", "58", "25006", "55P03", "25P03", "40")
_POSTGRES_WRONG = ("28", "3D")
_POSTGRES_NO_TABLE = ("42P01", "42703")
_POSTGRES_BROKEN = ("08", "57P01", "57P02")
_POSTGRES_AGAIN = ("40001", "40P01", "23505")

# SQLAlchemy lets pass what asyncpg and the socket raise while it connects.
POSTGRES_ERRORS = (
    exc.DBAPIError,
    exc.TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)


def sqlite_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code, or 0 if the driver itself raised it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def from_sqlite(error: sqlite3.Error) -> HeddleError:
    """Return what to raise `from` an error of sqlite3."""
    code = sqlite_code(error)
    if code in _SQLITE_AWAY:
        return Temporary(
            f"The database cannot be used just now ({error}). heddle tries again; if it stays, "
            "check that its disk is there, writable and has room.",
            source="database",
        )
    if code in _SQLITE_DAMAGED:
        return Permanent(
            f"The database file is damaged or not a database ({error}). Restore it from a backup.",
        )
    if str(error).startswith(("no such table", "no such column")):
        return Refused(NO_SCHEMA)
    return Bug(f"the database refused a statement: {error}")


def sqlstate(error: BaseException) -> str:
    """Return PostgreSQL's own code of the error, or "" if the server did not raise it."""
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    return getattr(original, "sqlstate", None) or ""


def from_postgres(error: BaseException) -> HeddleError:
    """Return what to raise `from` an error of SQLAlchemy or asyncpg."""
    code = sqlstate(error)
    text = str(error.orig if isinstance(error, exc.DBAPIError) else error)
    what = text.partition("\n")[0] or type(error).__name__
    if code.startswith(_POSTGRES_WRONG):
        return Refused(f"PostgreSQL does not let heddle in ({what}). Check the database's URL.")
    if code.startswith(_POSTGRES_NO_TABLE):
        return Refused(NO_SCHEMA)
    if lost(error) or code.startswith(_POSTGRES_AWAY):
        return Temporary(
            f"The database cannot be used just now ({what}). heddle tries again; if it stays, "
            "check that PostgreSQL runs and can be reached, and HEDDLE_DATABASE_URL.",
            source="database",
        )
    return Bug(f"the database refused a statement: {what}")


def worth_repeating(error: BaseException) -> bool:
    """Tell whether the same transaction may well succeed when it is run again.

    That is so if it lost against a concurrent one (a deadlock, a serialization failure, a
    row that the other inserted first), if its connection broke before it committed, or if
    the tables were altered since its statements were prepared.
    """
    if isinstance(error, asyncpg.InvalidCachedStatementError):
        return True
    return _broken(error) or sqlstate(error) in _POSTGRES_AGAIN


def _broken(error: BaseException) -> bool:
    return sqlstate(error).startswith(_POSTGRES_BROKEN) or isinstance(
        error,
        asyncpg.InterfaceError | asyncpg.InternalClientError | ConnectionError,
    )


def lost(error: BaseException) -> bool:
    """Tell whether the connection to PostgreSQL broke or never came to be."""
    return _broken(error) or isinstance(error, OSError | exc.TimeoutError)


def unknown_outcome() -> Temporary:
    """Return the error of a transaction that may have been saved or not."""
    return Temporary(
        "The database went away while it saved. Whether it was saved is not known: look before "
        "it is sent again.",
        source="database",
    )


def shutting_down() -> Temporary:
    """Return the error of a store that was closed."""
    return Temporary("heddle is shutting down. Send it again.", source="database")


def too_late() -> DeadlinePassed:
    """Return the error of a transaction that was rolled back at its deadline."""
    return DeadlinePassed(
        "The database took too long and nothing was saved. Send it again.",
        source="database",
    )


def silent(seconds: float) -> Temporary:
    """Return the error of a database that is reached, or not even refused, and says nothing."""
    return Temporary(
        f"The database has said nothing for {seconds:g} seconds. Look whether its server hangs, and"
        " whether the network or a firewall swallows what is sent to it.",
        source="database",
    )


def check_version(found: str, oldest: str = "") -> None:
    """Raise Refused unless this heddle may work on the database's schema.

    That is the one it knows, or a newer one that says so: `oldest` is the version whose code
    may still work there, which lets an upgrade restart one process after another.
    """
    if not found:
        raise Refused(NO_SCHEMA)
    if found < SCHEMA_VERSION:
        raise Refused(
            f"The database has schema {found}, this heddle needs {SCHEMA_VERSION}. "
            "Run `heddle migrate`.",
        )
    if found > SCHEMA_VERSION and not "" < oldest <= SCHEMA_VERSION:
        raise Refused(
            f"The database has schema {found}, this heddle only knows {SCHEMA_VERSION}. "
            "A newer heddle wrote it: upgrade this one.",
        )
