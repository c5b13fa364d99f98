"""PostgreSQL, for many bots and workers at once.

SQLAlchemy keeps the connections and lets a synchronous function run on one; statements go
to asyncpg directly, because Core's cursor on top of it would double what each one costs.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy import event, exc
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from service.adapters.store import failures
from service.adapters.store.pooling import READ, WRITE, Watched
from service.adapters.store.reads import SqlReads, schema_of
from service.adapters.store.statements import NONE, Params, Row, Statement
from service.adapters.store.tx import SqlTx
from service.domain.effects import Effect
from service.domain.errors import Bug, HeddleError, Temporary
from service.ports.clock import Clock
from service.ports.reads import Reads
from service.ports.store import Tx
from service.ports.telemetry import Telemetry

T = TypeVar("T")
_log = structlog.get_logger(__name__)

_TRIES = 5
_UNDO = 2.0
"""Seconds in which a server that is there rolls back."""
_PATIENCE = 4.0
"""Seconds after which a database that says nothing is as good as away: probes wait for five."""
_STATEMENTS = 500
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

# A process that was stopped in the middle of a transaction must not hold its rows for ever,
# nor may anybody wait for them for ever.
_SETTINGS = {
    "application_name": "heddle",
    "jit": "off",
    "idle_in_transaction_session_timeout": "10000",
    "lock_timeout": "15000",
}

_NOW = Statement(sa.select(sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Double())))


class PostgresSql:
    """Runs statements on one of asyncpg's connections, inside `run_sync`."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._now: float | None = None

    def all(self, statement: Statement, params: Params = NONE) -> Sequence[Row]:
        text, pick = statement.postgresql
        rows: Sequence[Row] = await_only(self._driver.fetch(text, *pick(params)))
        return rows

    def one(self, statement: Statement, params: Params = NONE) -> Row | None:
        rows = self.all(statement, params)
        return rows[0] if rows else None

    def run(self, statement: Statement, params: Params = NONE) -> int:
        text, pick = statement.postgresql
        status: str = await_only(self._driver.execute(text, *pick(params)))
        return int(status.rpartition(" ")[2])

    def many(self, statement: Statement, params: Sequence[Params]) -> None:
        if len(params) == 1:
            self.run(statement, params[0])
        elif params:
            text, pick = statement.postgresql
            await_only(self._driver.executemany(text, [pick(each) for each in params]))

    def now(self) -> float:
        if self._now is None:
            self._now = float(self.all(_NOW)[0][0])
        return self._now


class PostgresStore:
    """The store on a server, with a pool of connections that write and one that read.

    A transaction that has begun runs to its end, whatever happens to who waits for it; one
    that was cancelled while it waited for a connection is never begun. One that loses
    against a concurrent one is run again as a whole.
    """

    def __init__(
        self,
        url: sa.URL,
        clock: Clock,
        *,
        writers: int = 10,
        readers: int = 5,
        telemetry: Telemetry | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._watched = Watched(clock, telemetry, read=readers, write=writers)
        self._writing = _engine(url, writers)
        self._reading = _engine(url, readers)
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(
        self,
        work: Callable[[Tx], T],
        *,
        deadline: float | None = None,
    ) -> tuple[T, list[Effect]]:
        if self._closed:
            raise failures.shutting_down()
        until = None if deadline is None else self._clock.monotonic() + deadline
        transaction = _Transaction(self._writing, self._clock, self._watched, work, until)
        task = asyncio.create_task(self._transacted(transaction))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not transaction.begun:
                task.cancel()
            raise

    async def _transacted(self, transaction: "_Transaction[T]") -> tuple[T, list[Effect]]:
        with self._watched.judging(WRITE):
            return await _repeated(transaction.once, transaction.settled)

    async def read(self, query: Callable[[Reads], T]) -> T:
        if self._closed:
            raise failures.shutting_down()

        async def once() -> T:
            asked = self._watched.asked()
            async with _opened(self._reading, _BEGIN_READING) as (connection, driver):
                with self._watched.using(READ, asked):
                    return await connection.run_sync(lambda _: query(SqlReads(PostgresSql(driver))))

        with self._watched.judging(READ):
            return await _repeated(once)

    async def check_schema(self) -> None:
        """Raise Refused, saying what to do, unless the schema is the one heddle needs; Temporary
        while the database cannot be read or is silent for too long, or could not be written when
        that was last tried.
        """
        reading = asyncio.ensure_future(self.read(schema_of))
        try:
            done, _ = await asyncio.wait({reading}, timeout=self._patience)
        finally:
            # Its end is not waited for: giving a statement up takes a server that answers.
            reading.cancel()
        if not done:
            with self._watched.judging(READ):
                raise failures.silent(self._patience)
        failures.check_version(*reading.result())
        self._watched.check()

    async def close(self) -> None:
        """Finish what has begun, then close every connection."""
        self._closed = True
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._writing.dispose()
        await self._reading.dispose()


class _Transaction(Generic[T]):
    """One call of `run`, and how far it got."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        watched: Watched,
        work: Callable[[Tx], T],
        until: float | None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._watched = watched
        self._work = work
        self._until = until
        self.begun = False
        self.committing = False

    async def once(self) -> tuple[T, list[Effect]]:
        """Run the work in one transaction. Only COMMIT itself is not stopped at the deadline."""
        self.committing, asked = False, self._watched.asked()
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self._left()) as deadline:
                    opened = _opened(self._engine, _BEGIN)
                    connection, driver = await stack.enter_async_context(opened)
                    self.begun = True
                    stack.enter_context(self._watched.using(WRITE, asked))
                    tx = SqlTx(PostgresSql(driver))
                    done = await connection.run_sync(lambda _: self._work(tx))
            except TimeoutError as error:
                if not deadline.expired():
                    raise
                raise failures.too_late() from error
            self._left()
            self.committing = True
            if await driver.execute("COMMIT") != "COMMIT":
                raise Bug("a transaction went on after a statement of it had failed")
        self._watched.committed(tx.fates)
        return done, tx.effects

    def settled(self, error: BaseException) -> Temporary | None:
        """Return the error of a COMMIT whose outcome nobody knows; it must not be repeated."""
        return failures.unknown_outcome() if self.committing and failures.lost(error) else None

    def _left(self) -> float | None:
        if self._until is None:
            return None
        left = self._until - self._clock.monotonic()
        if left <= 0:
            raise failures.too_late()
        return left


@asynccontextmanager
async def _opened(engine: AsyncEngine, begin: str) -> AsyncIterator[tuple[AsyncConnection, Any]]:
    """Open a transaction on a connection of the pool; undo what is not committed in the end."""
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        whole = False
        try:
            await driver.execute(begin)
            yield connection, driver
            whole = True
        finally:
            if not driver.is_closed() and (driver.is_in_transaction() or not whole):
                await _undo(driver)


async def _undo(driver: Any) -> None:
    """Roll back. A connection on which not even that works, as one whose statement was given up
    while the server was away, would break whoever gets it next: the pool replaces it.
    """
    try:
        async with asyncio.timeout(_UNDO):
            await driver.execute("ROLLBACK")
    except (*failures.POSTGRES_ERRORS, TimeoutError) as error:
        driver.terminate()
        _log.warning("connection_given_up", error=str(error) or type(error).__name__)


async def _repeated(
    once: Callable[[], Awaitable[T]],
    settled: Callable[[BaseException], HeddleError | None] | None = None,
) -> T:
    """Return what `once` does, again after a failure that is worth it.

    `settled` returns what to raise after a failure that must not be repeated.
    """
    tries_left = _TRIES
    while True:
        tries_left -= 1
        try:
            return await once()
        except failures.POSTGRES_ERRORS as error:
            failure = settled(error) if settled else None
            if failure is None and tries_left and failures.worth_repeating(error):
                continue
            raise failure or failures.from_postgres(error) from error


def _engine(url: sa.URL, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        # Those used last have the statements prepared; the others are for when there is much to do.
        pool_use_lifo=True,
        connect_args={
            "server_settings": _SETTINGS,
            "statement_cache_size": _STATEMENTS,
            "max_cached_statement_lifetime": 0,
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_broken)
    return engine


def _refuse_broken(adapted: Any, _record: object, _proxy: object) -> None:
    """Have the pool replace a connection that broke while nobody used it."""
    if adapted.driver_connection.is_closed():
        raise exc.DisconnectionError
