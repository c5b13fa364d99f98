"""While an upgrade restarts one process after another, former code works on the new schema.

How far back is what the database says itself: the floor, which a step raises that takes
something away. A step that forgets to raise it is found here.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine.reflection import Inspector

from service.adapters.store import migrate, tables
from service.adapters.store.opening import open_store
from tests.fakes.clock import FakeClock

ROOT = Path(__file__).parents[3]
TABLES = "service/adapters/store/tables.py"
OF_THE_SCHEMA = ("test_former_rows", "test_migrations", "test_opening", "test_plans")
"""Tests that judge a schema itself, which is another one here."""
ABOUT_THE_VERSION = "test_the_schema_is_the_right_one"


def floor_of(connection: sa.Connection) -> str:
    return str(connection.scalar(sa.select(tables.schema_floor.c.oldest)))


def begin_at(version: str) -> Callable[[sa.Connection], None]:
    def begin(connection: sa.Connection) -> None:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)

    return begin


@dataclass(frozen=True, slots=True)
class Described:
    """What a table asks of those who write to it and gives to those who read it."""

    types: Mapping[str, str]
    needed: frozenset[str]
    without_default: frozenset[str]
    key: tuple[str, ...]
    rules: frozenset[tuple[str, ...]]


def described(url: str) -> dict[str, Described]:
    """Describe every table of a database."""

    def read(connection: sa.Connection) -> dict[str, Described]:
        inspector = sa.inspect(connection)
        names = set(inspector.get_table_names()) - {"alembic_version"}
        return {name: table_of(inspector, name) for name in names}

    return migrate.in_transaction(url, read, exclusive=False)


def table_of(inspector: Inspector, name: str) -> Described:
    columns = inspector.get_columns(name)
    needed = {each["name"] for each in columns if not each["nullable"]}
    defaults = {each["name"] for each in columns if each["default"] is not None}
    unique: list[Sequence[str | None]] = [
        *(each["column_names"] for each in inspector.get_unique_constraints(name)),
        *(each["column_names"] for each in inspector.get_indexes(name) if each["unique"]),
    ]
    rules = {
        *(("one of each", *sorted(str(column) for column in each)) for each in unique),
        *(
            ("one of", each["referred_table"], *each["constrained_columns"])
            for each in inspector.get_foreign_keys(name)
        ),
        *(("only", str(each["sqltext"])) for each in inspector.get_check_constraints(name)),
    }
    return Described(
        {each["name"]: str(each["type"]) for each in columns},
        frozenset(needed),
        frozenset(needed - defaults),
        tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
        frozenset(rules),
    )


def taken_away(before: Mapping[str, Described], after: Mapping[str, Described]) -> list[str]:
    """Name everything that code of the schema before relies on and that the later one lacks."""
    gone = [f"{name} is gone" for name in before.keys() - after.keys()]
    both = sorted(before.keys() & after.keys())
    return [*gone, *(text for name in both for text in changed(name, before[name], after[name]))]


def changed(name: str, old: Described, new: Described) -> Iterator[str]:
    same = old.types.keys() & new.types.keys()
    yield from (f"{name}.{each} is gone" for each in old.types.keys() - same)
    yield from (
        f"{name}.{each} is of another type" for each in same if old.types[each] != new.types[each]
    )
    yield from (f"{name}.{each} must have a value now" for each in same & new.needed - old.needed)
    yield from (f"{name}.{each} is new and has no default" for each in new.without_default - same)
    if old.key != new.key:
        yield f"{name} has another key"
    yield from (f"{name} has a new rule: {' '.join(each)}" for each in new.rules - old.rules)


def differences(former_url: str, present_url: str) -> list[str]:
    return taken_away(described(former_url), described(present_url))


def test_the_floor_is_a_schema_that_nothing_was_taken_away_from(
    database_url: str, direct_url: str
) -> None:
    floor = migrate.in_transaction(database_url, floor_of, exclusive=False)
    assert "0007" <= floor <= tables.SCHEMA_VERSION
    migrate.in_transaction(direct_url, begin_at(floor))
    assert differences(direct_url, database_url) == []


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["DROP TABLE timers"], "timers is gone"),
        (["ALTER TABLE persons RENAME COLUMN cap TO most"], "persons.cap is gone"),
        (["ALTER TABLE turns ADD COLUMN mood TEXT NOT NULL DEFAULT 'x'"], ""),
        (["ALTER TABLE turns ADD COLUMN mood TEXT"], ""),
        (["ALTER TABLE turns RENAME COLUMN crashes TO falls"], "turns."),
        (["CREATE INDEX ix_more ON turns (state)"], ""),
        (
            ["CREATE UNIQUE INDEX ix_more ON turns (state)"],
            "turns has a new rule: one of each state",
        ),
    ],
)
def test_what_takes_something_away_is_found(
    database_url: str, direct_url: str, statements: list[str], found: str
) -> None:
    migrate.migrate(direct_url)

    def change(connection: sa.Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    migrate.in_transaction(direct_url, change)
    different = differences(database_url, direct_url)
    assert [bool(found)] == [bool(different)]
    assert all(each.startswith(found) for each in different)


def git(*arguments: str) -> bytes:
    """Return what git says, nothing where it knows nothing."""
    if shutil.which("git") is None:
        return b""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""


def version_at(commit: str) -> str:
    found = re.search(rb'^SCHEMA_VERSION = "(\w+)"', git("show", f"{commit}:{TABLES}"), re.M)
    return found[1].decode() if found else ""


def former() -> str:
    """Return the commit of the last release, or before the first one of the last other schema;
    nothing where this copy of the sources has no such history.
    """
    tags = git("tag", "--merged", "HEAD", "--sort=-v:refname", "--list", "v*").decode().split()
    changes = git("log", "--format=%H", "-G^SCHEMA_VERSION = ", "--", TABLES).decode().split()
    commits = [*tags, "HEAD", *(f"{commit}^" for commit in changes)]
    return next(
        (each for each in commits if version_at(each) not in ("", tables.SCHEMA_VERSION)), ""
    )


def sources_of(commit: str, folder: Path) -> None:
    """Put a commit's sources there, with the steps of today's schema."""
    archive = git("archive", commit, "bot", "service", "migrations", "tests", "pyproject.toml")
    with tarfile.open(fileobj=BytesIO(archive)) as file:
        file.extractall(folder, filter="data")
    shutil.rmtree(folder / "migrations" / "versions")
    shutil.copytree(ROOT / "migrations" / "versions", folder / "migrations" / "versions")


def test_former_code_passes_its_own_tests_on_the_present_schema(
    tmp_path: Path, sqlite_path: Path
) -> None:
    commit = former()
    if not commit:
        pytest.skip("this copy of the sources has no history of an earlier schema")
    floor = migrate.in_transaction(f"sqlite:///{sqlite_path}", floor_of, exclusive=False)
    if version_at(commit) < floor:
        pytest.skip(f"code of schema {version_at(commit)} is not let in: the floor is {floor}")
    sources_of(commit, tmp_path / "former")
    left_out = [f"--ignore=tests/ports/store/{name}.py" for name in OF_THE_SCHEMA]
    chosen = ["tests/ports/store", "-k", f"inline and not {ABOUT_THE_VERSION}", *left_out]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen],
        cwd=tmp_path / "former",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "former")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout


async def test_the_schema_knows_its_floor(database_url: str, clock: FakeClock) -> None:
    store = open_store(database_url, clock)
    floor = await store.read(lambda reads: reads.schema_floor())
    await store.close()
    assert floor == await asyncio.to_thread(
        migrate.in_transaction, database_url, floor_of, exclusive=False
    )
