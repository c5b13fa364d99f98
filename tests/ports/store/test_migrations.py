"""Bringing a database to this heddle's schema."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.adapters.store import migrate, tables
from service.adapters.store.opening import open_store
from service.domain.errors import Bug, Refused
from tests.fakes.clock import FakeClock
from tests.ports.store.samples import ann_and_a_session, person
from tests.servers.postgres import Postgres

ROOT = Path(__file__).parents[3]


ON_SQLITE = """
SELECT printf('%s.%s %s %d %d', m.name, c.name, c.type, c."notnull", c.pk)
FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
UNION ALL SELECT printf('%s.%s is %s.%s', m.name, f."from", f."table", f."to")
FROM sqlite_master m, pragma_foreign_key_list(m.name) f
UNION ALL SELECT printf('%s has one of each %s', m.name, i.name)
FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
WHERE l."unique" AND l.origin = 'u'
UNION ALL SELECT printf('%s counts up', m.name) FROM sqlite_master m
WHERE m.sql LIKE '%AUTOINCREMENT%'
UNION ALL SELECT printf('%s is its key', name) FROM pragma_table_list WHERE wr
UNION ALL SELECT sql FROM sqlite_master WHERE type = 'index' AND sql <> ''
"""

ON_POSTGRES = """
SELECT concat_ws(' ', table_name, column_name, data_type, collation_name, is_nullable,
character_maximum_length, identity_generation)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def definitions(url: str) -> set[str]:
    """Return every column, key, constraint and index that the database knows of."""

    def read(connection: sa.Connection) -> set[str]:
        query = ON_SQLITE if connection.dialect.name == "sqlite" else ON_POSTGRES
        rows = connection.exec_driver_sql(query).fetchall()
        return {row[0].strip() for row in rows if "alembic_version" not in row[0]}

    return migrate.in_transaction(url, read, exclusive=False)


def test_the_steps_make_what_the_tables_say(database_url: str) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))

    assert migrate.in_transaction(database_url, differences) == []


def test_the_steps_make_nothing_else(database_url: str, direct_url: str) -> None:
    migrate.in_transaction(direct_url, tables.metadata.create_all)
    assert definitions(database_url) == definitions(direct_url)


def test_the_newest_step_is_what_the_code_expects(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    assert migrate.schema_version(url) is None
    assert migrate.pending(url)[-1] == tables.SCHEMA_VERSION
    assert not (tmp_path / "new.db").exists(), "asking makes no file"
    migrate.migrate(url)
    assert migrate.schema_version(url) == tables.SCHEMA_VERSION
    assert migrate.pending(url) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = definitions(database_url)
    migrate.migrate(database_url)
    assert definitions(database_url) == before


def test_a_database_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "private.db"
    migrate.migrate(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o777 == 0o600


def migrating(url: str) -> subprocess.Popen[bytes]:
    code = "import sys; from service.adapters.store.migrate import migrate; migrate(sys.argv[1])"
    return subprocess.Popen([sys.executable, "-W", "error", "-c", code, url], cwd=ROOT)


def test_processes_that_migrate_at_once_do_not_meet_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    assert [process.wait() for process in [migrating(url) for _ in range(4)]] == [0] * 4
    assert migrate.schema_version(url) == tables.SCHEMA_VERSION


@pytest.mark.postgres
def test_processes_that_migrate_at_once_do_not_meet_on_postgres(postgres_server: Postgres) -> None:
    postgres_server.create("at_once")
    url = postgres_server.database("at_once")
    assert [process.wait() for process in [migrating(url) for _ in range(4)]] == [0] * 4
    assert migrate.schema_version(url) == tables.SCHEMA_VERSION
    postgres_server.drop("at_once")


async def test_it_works_from_inside_an_event_loop(tmp_path: Path, clock: FakeClock) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    await asyncio.to_thread(migrate.migrate, url)
    store = open_store(url, clock)
    await store.check_schema()
    await store.close()


def changed(url: str, *statements: str) -> None:
    def change(connection: sa.Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    migrate.in_transaction(url, change)


@pytest.mark.parametrize(
    ("version", "advice"),
    [("0000", "heddle migrate"), ("9999", "upgrade this one"), ("", "heddle migrate")],
)
async def test_another_schema_is_refused_with_advice(
    database_url: str,
    clock: FakeClock,
    version: str,
    advice: str,
) -> None:
    statement = f"UPDATE alembic_version SET version_num = '{version}'"
    if not version:
        statement = "DELETE FROM alembic_version"
    raised = "UPDATE schema_floor SET oldest = '9998'"
    await asyncio.to_thread(changed, database_url, statement, raised)
    store = open_store(database_url, clock)
    with pytest.raises(Refused, match=advice):
        await store.check_schema()
    await store.close()


NEWER = "UPDATE alembic_version SET version_num = '9999'"


async def test_a_newer_schema_that_lets_this_code_in_is_worked_on(
    database_url: str, clock: FakeClock
) -> None:
    await asyncio.to_thread(changed, database_url, NEWER)
    before = await asyncio.to_thread(definitions, database_url)
    assert await asyncio.to_thread(migrate.pending, database_url) == []
    await asyncio.to_thread(migrate.migrate, database_url)
    assert await asyncio.to_thread(definitions, database_url) == before
    store = open_store(database_url, clock)
    await store.check_schema()
    await store.run(ann_and_a_session)
    await store.close()


@pytest.mark.parametrize(
    "floor", ["UPDATE schema_floor SET oldest = '9998'", "DELETE FROM schema_floor"]
)
def test_a_newer_database_is_not_migrated(database_url: str, floor: str) -> None:
    changed(database_url, NEWER, floor)
    with pytest.raises(Refused, match="A newer heddle wrote it"):
        migrate.migrate(database_url)


def test_rows_that_would_lose_their_parent_stop_a_migration(
    sqlite_path: Path,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with sqlite3.connect(sqlite_path) as connection:
        connection.execute("INSERT INTO collaborators VALUES (7, 'nobody')")
    connection.close()
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", "9998")
    with pytest.raises(Bug, match="without their parent"):
        migrate.migrate(f"sqlite:///{sqlite_path}")


def test_a_migration_that_fails_leaves_everything_as_it_was(sqlite_path: Path) -> None:
    url = f"sqlite:///{sqlite_path}"
    before = definitions(url)

    def half(connection: sa.Connection) -> None:
        connection.exec_driver_sql("DROP TABLE timers")
        connection.exec_driver_sql("ALTER TABLE persons RENAME TO people")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        migrate.in_transaction(url, half)
    assert definitions(url) == before


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="let heddle write there"):
        migrate.migrate(f"sqlite:///{tmp_path}/file/new.db")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file or directory"):
        migrate.migrate(f"sqlite:///{tmp_path}/none/new.db")


def test_by_hand(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/by-hand.db"
    alembic = [sys.executable, "-m", "alembic", "-x", f"url={url}"]
    subprocess.run([*alembic, "upgrade", "head"], cwd=ROOT, check=True, capture_output=True)
    current = subprocess.run([*alembic, "current"], cwd=ROOT, check=True, capture_output=True)
    assert current.stdout.decode().strip() == f"{tables.SCHEMA_VERSION} (head)"


async def test_a_migrated_database_is_written_and_read(database_url: str, clock: FakeClock) -> None:
    store = open_store(database_url, clock)
    await store.run(ann_and_a_session)
    assert await store.read(lambda reads: reads.persons()) == [person()]
    await store.close()
