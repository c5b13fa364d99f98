"""A whole copy of a SQLite database while others write to it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from service.adapters.store import opening
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber


def sqlite_file(url: str) -> Path:
    """Return the file of a SQLite database. Raises Refused for another kind."""
    parsed = opening.parse(url)
    if not opening.is_sqlite(parsed):
        raise Refused(
            "The database is PostgreSQL: back it up with pg_dump and put it back with pg_restore;"
            " then run `heddle restore` without a file.",
        )
    return opening.path_of(parsed)


def copy(source: Path, to: Path) -> Sequence[tuple[SessionNumber, int]]:
    """Copy the database as it is at one moment, and return the captures that it knows.

    Raises Refused if there is none, Temporary if it or the copy cannot be read back whole.
    """
    if not source.exists():
        raise Refused(f"There is no database at {source} to be backed up.")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(to)) as made,
        ):
            # All pages in one step: one read transaction, which blocks no writer.
            original.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
        return checked(to)
    except sqlite3.Error as error:
        raise Temporary(
            f"The database {source} could not be copied ({error}). Look at the disk, then repeat.",
            source="database",
        ) from error


def checked(file: Path) -> Sequence[tuple[SessionNumber, int]]:
    """Return the captures that a copy knows. Raises Temporary if it is not whole."""
    try:
        with closing(sqlite3.connect(file)) as made:
            (whole,) = made.execute("PRAGMA integrity_check").fetchone()
            if whole != "ok":
                raise Temporary(f"The copy {file} is damaged: {whole}", source="database")
            rows = made.execute("SELECT session, version FROM captures").fetchall()
    except sqlite3.Error as error:
        raise Temporary(f"The copy {file} is no database of heddle's ({error}).") from error
    return [(SessionNumber(session), version) for session, version in rows]
