"""SQLite: one file, one writer at a time, readers beside it.

`SqliteFile` does the work in the thread that calls it. `SqliteStore` gives it threads of
its own, so that the event loop never waits for a disk; `InlineStore` does without them,
for whoever needs the same run twice.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from service.adapters.store import failures
from service.adapters.store.pooling import READ, WRITE, Watched
from service.adapters.store.reads import SqlReads, schema_of
from service.adapters.store.statements import NONE, Params, Row, Statement
from service.adapters.store.tx import SqlTx
from service.domain.effects import Effect
from service.domain.errors import Refused
from service.ports.clock import Clock
from service.ports.reads import Reads
from service.ports.store import Tx
from service.ports.telemetry import Telemetry

T = TypeVar("T")

_PATIENCE_MS = 5_000

# The writer asks for the lock in short rounds, because SQLite's own waits grow to 100 ms and
# a busy neighbour would win every time in between.
_ROUND_MS = 1
_ROUNDS = _PATIENCE_MS // _ROUND_MS
_CACHED_STATEMENTS = 512


class SqliteSql:
    """Runs statements on one open connection."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._now: float | None = None

    def all(self, statement: Statement, params: Params = NONE) -> Sequence[Row]:
        text, pick = statement.sqlite
        return self._connection.execute(text, pick(params)).fetchall()

    def one(self, statement: Statement, params: Params = NONE) -> Row | None:
        rows = self.all(statement, params)
        return rows[0] if rows else None

    def run(self, statement: Statement, params: Params = NONE) -> int:
        text, pick = statement.sqlite
        return self._connection.execute(text, pick(params)).rowcount

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        text, pick = statement.sqlite
        self._connection.executemany(text, [pick(each) for each in params])

    def now(self) -> float:
        if self._now is None:
            self._now = self._clock.now()
        return self._now


class SqliteFile:
    """Transactions and queries on a file that `migrate` made, in the calling thread.

    `synchronous` is "normal" (survives the death of any process, not a power loss) or
    "full". Transactions must not overlap, queries may.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        synchronous: str = "normal",
        telemetry: Telemetry | None = None,
    ) -> None:
        if synchronous not in ("normal", "full"):
            raise Refused(f"SQLite's synchronous is 'normal' or 'full', not {synchronous!r}.")
        self._path = path
        self._clock = clock
        self._synchronous = synchronous
        self._writer: sqlite3.Connection | None = None
        self._readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        self.watched = Watched(clock, telemetry)

    def transact(self, work: Callable[[Tx], T], until: float | None) -> tuple[T, list[Effect]]:
        """Run `work` in one transaction; past `until` (of the monotonic clock), roll it back."""
        try:
            if self._writer is None:
                self._writer = self._connect(
                    f"synchronous={self._synchronous}",
                    "busy_timeout=0",
                )
            self._begin(self._writer, until)
        except sqlite3.Error as error:
            raise failures.from_sqlite(error) from error
        tx = SqlTx(SqliteSql(self._writer, self._clock))
        try:
            result = work(tx)
            self._check(until)
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back(self._writer)
            raise failures.from_sqlite(error) from error
        except BaseException:
            self._roll_back(self._writer)
            raise
        self.watched.committed(tx.fates)
        return result, tx.effects

    def query(self, query: Callable[[Reads], T]) -> T:
        """Run `query` on one state of the database, on a connection that cannot write."""
        try:
            connection = self._reader()
            try:
                connection.execute("BEGIN")
                result = query(SqlReads(SqliteSql(connection, self._clock)))
                connection.execute("ROLLBACK")
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise failures.from_sqlite(error) from error
        self._readers.append(connection)
        return result

    def exists(self) -> bool:
        """Tell whether there is such a file."""
        return self._path.exists()

    def close(self) -> None:
        """Close every connection; the last one of all processes tidies the log away."""
        self._closed = True
        while self._readers:
            self._readers.pop().close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _connect(self, *pragmas: str) -> sqlite3.Connection:
        if self._closed:
            raise failures.shutting_down()
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_CACHED_STATEMENTS,
        )
        common = (f"busy_timeout={_PATIENCE_MS}", "foreign_keys=ON", "temp_store=MEMORY")
        try:
            for pragma in (*common, *pragmas):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _reader(self) -> sqlite3.Connection:
        try:
            return self._readers.pop()
        except IndexError:
            return self._connect("query_only=ON")

    def _begin(self, connection: sqlite3.Connection, until: float | None) -> None:
        for rounds_left in reversed(range(_ROUNDS)):
            self._check(until)
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if failures.sqlite_code(error) != sqlite3.SQLITE_BUSY or not rounds_left:
                    raise
            time.sleep(_ROUND_MS / 1000)

    def _check(self, until: float | None) -> None:
        if until is not None and self._clock.monotonic() >= until:
            raise failures.too_late()

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        """Undo what is open.

        A connection that cannot even do that is given up: closing it rolls back, and the
        next transaction opens another.
        """
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            connection.close()
            self._writer = None


class SqliteStore:
    """The store on one file, with a thread that writes and a few that read.

    A transaction that has begun runs to its end on its thread, whatever happens to who
    waits for it; one that was cancelled before is never begun.
    """

    def __init__(
        self,
        file: SqliteFile,
        clock: Clock,
        *,
        readers: int = 3,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._file = file
        self._clock = clock
        self._watched = Watched(clock, telemetry, read=readers, write=1)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")
        self._closed = False

    async def run(
        self,
        work: Callable[[Tx], T],
        *,
        deadline: float | None = None,
    ) -> tuple[T, list[Effect]]:
        until = None if deadline is None else self._clock.monotonic() + deadline
        job = partial(self._file.transact, work, until)
        return await self._in_thread(self._writer, WRITE, job)

    async def read(self, query: Callable[[Reads], T]) -> T:
        return await self._in_thread(self._readers, READ, partial(self._file.query, query))

    async def check_schema(self) -> None:
        """Raise Refused, saying what to do, unless the schema is the one heddle needs; Temporary
        while the database cannot be read, or could not be written when that was last tried.
        """
        failures.check_version(*(await self.read(schema_of) if self._file.exists() else ("",)))
        self._watched.check()

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        self._closed = True
        await asyncio.to_thread(self._shut_down)

    def _shut_down(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        self._file.close()

    async def _in_thread(self, threads: ThreadPoolExecutor, use: str, job: Callable[[], T]) -> T:
        if self._closed:
            raise failures.shutting_down()
        asked = self._watched.asked()

        def watched() -> T:
            with self._watched.judging(use), self._watched.using(use, asked):
                return job()

        return await asyncio.get_running_loop().run_in_executor(threads, watched)


class InlineStore:
    """The store on one file without threads: whoever awaits it does the work.

    Runs are reproducible to the statement, because nothing runs beside them.
    """

    def __init__(self, file: SqliteFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    async def run(
        self,
        work: Callable[[Tx], T],
        *,
        deadline: float | None = None,
    ) -> tuple[T, list[Effect]]:
        until = None if deadline is None else self._clock.monotonic() + deadline
        return self._file.transact(work, until)

    async def read(self, query: Callable[[Reads], T]) -> T:
        return self._file.query(query)

    async def check_schema(self) -> None:
        """Raise Refused, saying what to do, unless the schema is the one heddle needs."""
        failures.check_version(*(self._file.query(schema_of) if self._file.exists() else ("",)))

    async def close(self) -> None:
        self._file.close()
