"""What only SQLite does: threads, one writer at a time, a file."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from service.adapters.store import sqlite
from service.adapters.store.opening import open_store
from service.adapters.store.pooling import DOUBTFUL
from service.adapters.store.sqlite import InlineStore, SqliteFile, SqliteSql, SqliteStore
from service.adapters.store.tx import SqlTx
from service.domain.errors import DeadlinePassed, Permanent, Refused, Temporary
from service.domain.ids import PersonId
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.ports.store.samples import ANN, BOB, CAT, ann, person


@pytest_asyncio.fixture
async def threaded(sqlite_path: Path, clock: FakeClock) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(SqliteFile(sqlite_path, clock), clock)
    yield opened
    await opened.close()


class Gate:
    """A transaction that adds a person and stays open until the test lets it go."""

    def __init__(self, name: PersonId) -> None:
        self._name = name
        self._open = threading.Event()
        self._reached = threading.Event()

    def __call__(self, tx: Tx) -> str:
        tx.persons.add(person(self._name))
        self._reached.set()
        assert self._open.wait(10)
        return "through"

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._reached.wait, 10)

    def open(self) -> None:
        self._open.set()


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the write lock, as another process would."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


async def persons(store: SqliteStore) -> list[PersonId]:
    return [each.id for each in await store.read(lambda reads: reads.persons())]


async def test_a_transaction_that_began_ends_though_nobody_waits(threaded: SqliteStore) -> None:
    gate = Gate(ANN)
    task = asyncio.create_task(threaded.run(gate))
    await gate.reached()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.open()
    await threaded.run(lambda tx: None)
    assert await persons(threaded) == [ANN]


async def test_a_transaction_that_still_waits_is_dropped(threaded: SqliteStore) -> None:
    gate = Gate(ANN)
    first = asyncio.create_task(threaded.run(gate))
    await gate.reached()
    second = asyncio.create_task(threaded.run(lambda tx: tx.persons.add(person(BOB))))
    third = asyncio.create_task(threaded.run(lambda tx: tx.persons.add(person(CAT))))
    await asyncio.sleep(0)
    second.cancel()
    gate.open()
    await asyncio.gather(first, third)
    assert await persons(threaded) == [ANN, CAT]


async def test_waiting_in_the_queue_counts(threaded: SqliteStore, clock: FakeClock) -> None:
    gate = Gate(ANN)
    first = asyncio.create_task(threaded.run(gate))
    await gate.reached()
    ran: list[str] = []
    second = asyncio.create_task(threaded.run(lambda tx: ran.append("second"), deadline=2.0))
    await asyncio.sleep(0)
    clock.advance(2.0)
    gate.open()
    assert await first == ("through", [])
    with pytest.raises(DeadlinePassed):
        await second
    assert ran == []


async def test_closing_finishes_what_was_asked_for(sqlite_path: Path, clock: FakeClock) -> None:
    store = SqliteStore(SqliteFile(sqlite_path, clock), clock)
    gate = Gate(ANN)
    first = asyncio.create_task(store.run(gate))
    await gate.reached()
    second = asyncio.create_task(store.run(lambda tx: tx.persons.add(person(BOB))))
    await asyncio.sleep(0)
    closing = asyncio.create_task(store.close())
    gate.open()
    await asyncio.gather(first, second, closing)
    file = SqliteFile(sqlite_path, clock)
    assert [each.id for each in file.query(lambda reads: reads.persons())] == [ANN, BOB]
    file.close()
    assert not sqlite_path.with_name("heddle.db-wal").exists(), "the last one tidies up"


async def test_reading_goes_on_while_somebody_writes(threaded: SqliteStore) -> None:
    gate = Gate(ANN)
    writing = asyncio.create_task(threaded.run(gate))
    await gate.reached()
    assert await persons(threaded) == []
    gate.open()
    await writing
    assert await persons(threaded) == [ANN]


async def test_two_processes_may_write_at_once(sqlite_path: Path, threaded: SqliteStore) -> None:
    count = 200
    hammers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.ports.store.hammer"),
            *(f"sqlite:///{sqlite_path}", name, str(count)),
            stderr=asyncio.subprocess.PIPE,
        )
        for name in (ANN, BOB)
    ]
    for hammer in hammers:
        _, errors = await hammer.communicate()
        assert hammer.returncode == 0, errors.decode()
    rows = await threaded.read(lambda reads: reads.sessions(None, limit=1000))
    assert sorted(row.number for row in rows) == list(range(1, 2 * count + 1))


async def test_the_lock_of_another_process_is_waited_for(
    threaded: SqliteStore,
    sqlite_path: Path,
) -> None:
    with locked(sqlite_path) as other:
        waiting = asyncio.create_task(threaded.run(ann))
        done, _ = await asyncio.wait([waiting], timeout=0.05)
        assert not done
        other.execute("ROLLBACK")
        await waiting
    assert await persons(threaded) == [ANN]


async def test_a_lock_is_waited_for_until_the_deadline(
    threaded: SqliteStore,
    sqlite_path: Path,
    clock: FakeClock,
) -> None:
    with locked(sqlite_path):
        waiting = asyncio.create_task(threaded.run(ann, deadline=2.0))
        done, _ = await asyncio.wait([waiting], timeout=0.05)
        assert not done
        clock.advance(2.0)
        with pytest.raises(DeadlinePassed):
            await waiting


async def test_a_lock_that_stays_is_a_temporary_failure(
    threaded: SqliteStore,
    sqlite_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite, "_ROUNDS", 5)
    with locked(sqlite_path):
        with pytest.raises(Temporary, match="database is locked") as caught:
            await threaded.run(ann)
        assert caught.value.source == "database"
    await threaded.run(ann)


async def test_an_error_of_the_driver_undoes_the_transaction(threaded: SqliteStore) -> None:
    def work(tx: Tx) -> None:
        ann(tx)
        sql = cast(SqliteSql, cast(SqlTx, tx)._sql)
        sql._connection.execute("PRAGMA max_page_count = 1")
        for index in range(1000):
            tx.persons.add(person(PersonId(f"{index}")))

    with pytest.raises(Temporary, match="full"):
        await threaded.run(work)
    assert await persons(threaded) == []


@pytest.mark.parametrize(("name", "value"), [("normal", 1), ("full", 2)])
def test_how_far_a_commit_is_safe_is_a_choice(
    sqlite_path: Path,
    clock: FakeClock,
    name: str,
    value: int,
) -> None:
    file = SqliteFile(sqlite_path, clock, synchronous=name)

    def work(tx: Tx) -> dict[str, object]:
        sql = cast(SqliteSql, cast(SqlTx, tx)._sql)
        pragmas = ("synchronous", "journal_mode", "foreign_keys")
        return {each: sql._connection.execute(f"PRAGMA {each}").fetchone()[0] for each in pragmas}

    found, _ = file.transact(work, None)
    assert found == {"synchronous": value, "journal_mode": "wal", "foreign_keys": 1}
    file.close()


def test_an_unknown_choice_is_refused(sqlite_path: Path, clock: FakeClock) -> None:
    with pytest.raises(Refused, match="'normal' or 'full'"):
        open_store(f"sqlite:///{sqlite_path}", clock, synchronous="off")


async def test_no_file_no_store(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "none.db"
    store = open_store(f"sqlite:///{path}", clock)
    with pytest.raises(Refused, match="heddle migrate"):
        await store.check_schema()
    with pytest.raises(Temporary, match="unable to open"):
        await store.run(ann)
    await store.close()
    assert not path.exists()


async def test_a_damaged_file_is_said_to_be_one(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(b"this is no database at all" * 1000)
    inline = InlineStore(SqliteFile(path, clock), clock)
    with pytest.raises(Permanent, match="backup"):
        await inline.check_schema()
    with pytest.raises(Permanent, match="backup"):
        await inline.run(ann)
    await inline.close()


async def test_a_full_disk_is_said_until_there_is_room_again(
    threaded: SqliteStore, clock: FakeClock
) -> None:
    """Reading works on: only writing shows it."""

    def fill(tx: Tx) -> None:
        _limited(tx, 1)
        for each in range(2000):
            tx.persons.add(person(PersonId(f"p{each}")))

    await threaded.check_schema()
    with pytest.raises(Temporary, match="full"):
        await threaded.run(fill)
    with pytest.raises(Temporary, match="has room"):
        await threaded.check_schema()
    await threaded.run(lambda tx: _limited(tx, 1_000_000))
    with pytest.raises(Temporary, match="has room"):
        await threaded.check_schema()
    clock.advance(DOUBTFUL)
    await threaded.check_schema()


def _limited(tx: Tx, pages: int) -> None:
    """Let the file have so many pages; one that has more keeps those."""
    sql = cast(SqliteSql, cast(SqlTx, tx)._sql)
    sql._connection.execute(f"PRAGMA max_page_count = {pages}")
