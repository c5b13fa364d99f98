"""What only PostgreSQL does: locks of rows, connections that break, deadlocks."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from service.adapters.store.opening import open_store, parse
from service.adapters.store.postgres import PostgresStore
from service.adapters.store.statements import Sql, Statement
from service.adapters.store.tx import SqlTx
from service.domain.effects import Changed, Effect
from service.domain.errors import Bug, DeadlinePassed, Refused, Temporary
from service.domain.ids import PersonId, SessionNumber
from service.ports.store import Tx
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeTelemetry
from tests.ports.store.samples import ANN, BOB, ann, person
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.postgres

_NAP = Statement(sa.select(sa.func.pg_sleep(0.1)))
_NONSENSE = Statement(sa.select(sa.literal_column("1/0")))


@pytest_asyncio.fixture
async def store(postgres_url: str, clock: FakeClock) -> AsyncIterator[PostgresStore]:
    opened = PostgresStore(parse(postgres_url), clock, writers=2, readers=1)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def other(postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of somebody else's."""
    connection = await asyncpg.connect(postgres_url)
    yield connection
    await connection.close()


def sql_of(tx: Tx) -> Sql:
    return cast(SqlTx, tx)._sql


def name_of(url: str) -> str:
    return str(parse(url).database)


async def persons(store: PostgresStore) -> list[PersonId]:
    return [each.id for each in await store.read(lambda reads: reads.persons())]


async def until_waiting(other: asyncpg.Connection) -> None:
    """Return when some connection waits for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while not await other.fetchval(query):
        pass


def bob_behind_ann(tx: Tx) -> None:
    """Write something, then wait for somebody's row."""
    tx.persons.add(person(BOB))
    tx.persons.lock(ANN)


async def test_a_transaction_that_began_ends_though_nobody_waits(
    store: PostgresStore,
    other: asyncpg.Connection,
) -> None:
    await store.run(ann)
    async with other.transaction():
        await other.execute("SELECT * FROM persons WHERE id = 'ann' FOR UPDATE")
        task = asyncio.create_task(store.run(bob_behind_ann))
        await until_waiting(other)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await store.close()
    assert await other.fetchval("SELECT count(*) FROM persons") == 2


async def test_a_transaction_that_still_waits_is_dropped(
    store: PostgresStore,
    other: asyncpg.Connection,
) -> None:
    await store.run(ann)
    async with other.transaction():
        await other.execute("SELECT * FROM persons WHERE id = 'ann' FOR UPDATE")
        holding = [asyncio.create_task(store.run(lambda tx: tx.persons.lock(ANN))) for _ in "12"]
        await until_waiting(other)
        dropped = asyncio.create_task(store.run(lambda tx: tx.persons.add(person(BOB))))
        await asyncio.sleep(0)
        dropped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dropped
    await asyncio.gather(*holding)
    assert await persons(store) == [ANN]


async def test_a_lock_is_waited_for_until_the_deadline(
    store: PostgresStore,
    other: asyncpg.Connection,
) -> None:
    await store.run(ann)
    async with other.transaction():
        await other.execute("SELECT * FROM persons WHERE id = 'ann' FOR UPDATE")
        with pytest.raises(DeadlinePassed):
            await store.run(bob_behind_ann, deadline=0.1)
    assert await persons(store) == [ANN]
    await asyncio.gather(*(store.run(lambda tx: tx.persons.lock(ANN)) for _ in range(4)))


async def test_who_loses_a_deadlock_runs_again(store: PostgresStore) -> None:
    await store.run(ann)
    await store.run(lambda tx: tx.persons.add(person(BOB)))
    runs: list[PersonId] = []

    async def cross(first: PersonId, second: PersonId) -> list[Effect]:
        def work(tx: Tx) -> None:
            runs.append(first)
            tx.effects.append(Changed(SessionNumber(1)))
            tx.persons.lock(first)
            sql_of(tx).all(_NAP)
            tx.persons.lock(second)

        _, effects = await store.run(work)
        return effects

    one, two = await asyncio.gather(cross(ANN, BOB), cross(BOB, ANN))
    assert one == two == [Changed(SessionNumber(1))]
    assert len(runs) >= 3


async def test_a_connection_that_broke_while_idle_is_replaced(
    store: PostgresStore,
    postgres_server: Postgres,
    postgres_url: str,
) -> None:
    await store.run(ann)
    await persons(store)
    await asyncio.to_thread(postgres_server.kill_connections, name_of(postgres_url))
    await store.run(lambda tx: tx.persons.add(person(BOB)))
    assert await persons(store) == [ANN, BOB]


async def test_a_transaction_whose_connection_breaks_runs_again(
    store: PostgresStore,
    postgres_server: Postgres,
    postgres_url: str,
) -> None:
    breaks = iter([True, True, False])

    def work(tx: Tx) -> int:
        ann(tx)
        if next(breaks):
            postgres_server.kill_connections(name_of(postgres_url))
        tx.persons.add(person(BOB))
        return 7

    assert await store.run(work) == (7, [])
    assert await persons(store) == [ANN, BOB]


async def test_a_server_that_hangs_leaves_no_broken_connection_behind(
    store: PostgresStore, postgres_server: Postgres
) -> None:
    await store.run(ann)
    await asyncio.to_thread(postgres_server.freeze)
    try:
        late = [store.run(lambda tx: tx.persons.add(person(BOB)), deadline=0.2) for _ in range(4)]
        found = await asyncio.gather(*late, return_exceptions=True)
    finally:
        await asyncio.to_thread(postgres_server.thaw)
    assert {type(each) for each in found} == {DeadlinePassed}
    for _ in range(4):
        assert await store.run(lambda tx: tx.persons.get(BOB)) == (None, [])


async def test_a_server_that_hangs_is_said_to_say_nothing(
    postgres_url: str, clock: FakeClock, postgres_server: Postgres
) -> None:
    """Whoever asks whether all is well must not hang as well: a probe, or an operator's command."""
    telemetry = FakeTelemetry()
    store = PostgresStore(parse(postgres_url), clock, telemetry=telemetry, patience=1.5)
    await store.check_schema()
    await asyncio.to_thread(postgres_server.freeze)
    try:
        with pytest.raises(Temporary, match=r"said nothing for 1\.5 seconds"):
            await store.check_schema()
    finally:
        await asyncio.to_thread(postgres_server.thaw)
    assert ("database_failed", "read") in telemetry.facts
    await store.check_schema()
    await store.close()


async def test_a_connection_that_falls_silent_is_given_up(
    postgres_url: str, clock: FakeClock
) -> None:
    """Not even that a statement is given up can be said to a server that is out of reach."""
    async with _Line(postgres_url) as line:
        store = PostgresStore(parse(line.url), clock, writers=1, readers=1)
        await store.run(ann)
        await line.cut()
        with pytest.raises(DeadlinePassed):
            await store.run(lambda tx: tx.persons.add(person(BOB)), deadline=0.2)
        await line.mend()
        assert (await store.run(lambda tx: tx.persons.get(BOB)))[0] is None
        await store.close()


class _Line:
    """A way to the server that can be cut without a word to either end."""

    def __init__(self, url: str) -> None:
        self._place = sa.make_url(url)
        self._cut: set[asyncio.StreamWriter] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._listening: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The database's address by this way."""
        place = self._place.set(host="127.0.0.1", port=self._port, query={})
        return place.render_as_string(hide_password=False)

    async def __aenter__(self) -> "_Line":
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listening is not None
        self._listening.close()
        for each in self._writers:
            each.close()
        await asyncio.gather(*(w.wait_closed() for w in self._writers), return_exceptions=True)

    async def mend(self) -> None:
        """Let new connections through; those that were cut stay so."""
        self._port = self._port or free_port()
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", self._port)

    async def cut(self) -> None:
        """Pass nothing on any more and refuse new connections."""
        assert self._listening is not None
        self._cut |= self._writers
        self._listening.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = f"{self._place.query['host']}/.s.PGSQL.5432"
        server, out = await asyncio.open_unix_connection(socket)
        self._writers |= {writer, out}
        await asyncio.gather(self._pass_on(reader, out), self._pass_on(server, writer))

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if sink not in self._cut:
                sink.write(data)
        sink.close()


async def test_it_does_not_run_again_for_ever(
    store: PostgresStore,
    postgres_server: Postgres,
    postgres_url: str,
) -> None:
    runs: list[int] = []

    def work(tx: Tx) -> None:
        runs.append(1)
        tx.persons.get(ANN)
        postgres_server.kill_connections(name_of(postgres_url))
        tx.persons.get(ANN)

    with pytest.raises(Temporary, match="cannot be used just now") as caught:
        await store.run(work)
    assert caught.value.source == "database"
    assert len(runs) == 5


async def test_a_commit_whose_outcome_is_unknown_is_not_repeated(
    store: PostgresStore,
    postgres_server: Postgres,
    postgres_url: str,
) -> None:
    runs: list[int] = []

    def work(tx: Tx) -> None:
        runs.append(1)
        ann(tx)
        postgres_server.kill_connections(name_of(postgres_url))

    with pytest.raises(Temporary, match="not known"):
        await store.run(work)
    assert runs == [1]


async def test_a_failed_statement_cannot_be_passed_over(store: PostgresStore) -> None:
    def work(tx: Tx) -> None:
        ann(tx)
        with pytest.raises(asyncpg.DivisionByZeroError):
            sql_of(tx).all(_NONSENSE)

    with pytest.raises(Bug, match="went on after"):
        await store.run(work)
    assert await persons(store) == []


async def test_statements_survive_a_migration_by_somebody_else(
    store: PostgresStore,
    other: asyncpg.Connection,
) -> None:
    await store.run(ann)
    everybody = Statement(sa.text("SELECT * FROM persons"))
    assert len((await store.run(lambda tx: sql_of(tx).all(everybody)))[0][0]) == 6
    await other.execute("ALTER TABLE persons ADD COLUMN later INTEGER")
    assert len((await store.run(lambda tx: sql_of(tx).all(everybody)))[0][0]) == 7


async def test_a_server_that_is_away_is_a_temporary_failure(
    postgres_server: Postgres,
    clock: FakeClock,
) -> None:
    nowhere = open_store("postgresql://postgres@/x?host=/nonexistent", clock)
    with pytest.raises(Temporary, match="check that PostgreSQL runs"):
        await nowhere.run(ann)
    with pytest.raises(Temporary):
        await nowhere.check_schema()
    await nowhere.close()


async def test_a_database_that_is_not_there_is_refused(
    postgres_server: Postgres,
    clock: FakeClock,
) -> None:
    nothing = open_store(postgres_server.database("nothing"), clock)
    with pytest.raises(Refused, match="Check the database's URL"):
        await nothing.check_schema()
    await nothing.close()


async def test_a_database_without_tables_is_to_be_migrated(
    postgres_server: Postgres,
    clock: FakeClock,
) -> None:
    empty = open_store(postgres_server.database("template1"), clock)
    with pytest.raises(Refused, match="heddle migrate"):
        await empty.check_schema()
    await empty.close()
