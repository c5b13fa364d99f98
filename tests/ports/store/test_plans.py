"""Every statement finds its rows by an index, on both databases, however many there are."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from service.adapters.store import tables
from service.adapters.store.opening import parse
from service.adapters.store.postgres import PostgresSql, PostgresStore
from service.adapters.store.reads import SqlReads
from service.adapters.store.sqlite import SqliteSql
from service.adapters.store.statements import Statement
from service.adapters.store.tx import SqlTx
from service.domain.budgets import Limits
from service.domain.policy import Policy
from service.ports.reads import Reads
from service.ports.store import Tx
from service.queries.board import board
from service.queries.inbox import inbox
from service.queries.lists import listed
from tests.fakes.clock import FakeClock
from tests.ports.store.calls import OF_EVERYTHING, ONCE, READS, WRITES, methods
from tests.ports.store.filling import fill
from tests.ports.store.recorder import Recorder
from tests.ports.store.samples import ANN

PARTIAL = {
    str(index.name)
    for table in tables.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
SMALL, LARGE = 400, 8_000


def test_no_method_is_left_out() -> None:
    assert set(WRITES) == methods(Tx)
    assert set(READS) == methods(Reads)


class Database:
    """A filled SQLite database that forgets every call."""

    def __init__(self, path: Path, clock: FakeClock, sessions: int) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self._sql = SqliteSql(self.connection, clock)
        self.connection.execute("BEGIN")
        fill(SqlTx(self._sql), sessions)
        self.connection.execute("COMMIT")

    def statements(self, port: str, name: str) -> Recorder:
        """Make the call, undo it and return what it ran."""
        recorder = Recorder(self._sql)
        self.connection.execute("BEGIN")
        if port == "tx":
            WRITES[name](SqlTx(recorder))
        else:
            (VIEWS if port == "view" else READS)[name](SqlReads(recorder))
        self.connection.execute("ROLLBACK")
        return recorder

    def instructions(self, port: str, name: str) -> int:
        """Return how many instructions SQLite's machine carries out for the call."""
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        self.statements(port, name)
        self.connection.set_progress_handler(step, 1)
        self.statements(port, name)
        self.connection.set_progress_handler(None, 0)
        return count


VIEWS: dict[str, Callable[[Reads], object]] = {
    "board": lambda reads: board(reads, ANN, Policy()),
    "inbox": lambda reads: inbox(reads, ANN),
    "list": lambda reads: listed(reads, ANN, None, Limits(), needs=True),
    "everybody's list": lambda reads: listed(reads, None, None, Limits(), needs=True),
}
"""What orders sessions and items for people."""
CALLS = [*(("tx", name) for name in WRITES), *(("reads", name) for name in READS)]


@pytest.fixture(scope="module")
def databases(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
) -> Iterator[tuple[Database, Database]]:
    """The same live sessions beside few and many closed ones."""
    folder = tmp_path_factory.mktemp("plans")
    both = []
    for size in (SMALL, LARGE):
        path = folder / f"{size}.db"
        path.write_bytes(sqlite_template.read_bytes())
        both.append(Database(path, FakeClock(), size))
    yield both[0], both[1]
    for each in both:
        each.connection.close()


@pytest.mark.parametrize(("port", "name"), CALLS)
def test_sqlite_scans_no_table(
    databases: tuple[Database, Database],
    port: str,
    name: str,
) -> None:
    database = databases[0]
    for statement, params in database.statements(port, name).ran:
        text, pick = statement.sqlite
        plan = database.connection.execute(f"EXPLAIN QUERY PLAN {text}", pick(params)).fetchall()
        scans = [step for *_, step in plan if scans_a_table(step)]
        assert not scans or name in OF_EVERYTHING, (text, plan)


def scans_a_table(step: str) -> bool:
    """Tell whether a step of SQLite's plan walks through a whole table or index of ours."""
    scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    if scan is None or scan[1] not in tables.metadata.tables:
        return False
    return scan[2] not in PARTIAL


@pytest.mark.parametrize(("port", "name"), [each for each in CALLS if each[1] not in ONCE])
def test_work_does_not_grow_with_what_is_closed(
    databases: tuple[Database, Database],
    port: str,
    name: str,
) -> None:
    small, large = (each.instructions(port, name) for each in databases)
    assert large <= 1.1 * small + 10, (small, large)


@pytest.mark.parametrize("name", VIEWS)
def test_views_cost_the_same_however_many_are_closed(
    databases: tuple[Database, Database], name: str
) -> None:
    few, many = (len(each.statements("view", name).ran) for each in databases)
    assert few == many
    small, large = (each.instructions("view", name) for each in databases)
    assert large <= 1.1 * small + 10, (small, large)


@pytest.mark.postgres
async def test_postgres_scans_no_table(postgres_url: str, clock: FakeClock) -> None:
    store = PostgresStore(parse(postgres_url), clock)
    await store.run(lambda tx: fill(tx, SMALL))

    def explain(tx: Tx) -> list[tuple[str, str]]:
        sql = cast(PostgresSql, cast(SqlTx, tx)._sql)
        sql.all(plain("SET LOCAL enable_seqscan = off"))
        return [
            (name, text)
            for _, name, text, plan in plans(sql)
            if name not in OF_EVERYTHING and any(map(walks, nodes(plan)))
        ]

    walked, _ = await store.run(explain)
    await store.close()
    assert walked == []


def plain(text: str) -> Statement:
    return Statement(sa.text(text))


def plans(sql: PostgresSql) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Make every call, undo each, and return how PostgreSQL would run its statements."""
    for port, name in CALLS:
        recorder = Recorder(sql)
        sql.all(plain("SAVEPOINT one"))
        if port == "tx":
            WRITES[name](SqlTx(recorder))
        else:
            READS[name](SqlReads(recorder))
        sql.all(plain("ROLLBACK TO one"))
        for statement, params in recorder.ran:
            text, pick = statement.postgresql
            explained = Explained(f"EXPLAIN (FORMAT JSON) {text}", pick)
            yield port, name, text, sql.all(explained, params)[0][0][0]["Plan"]


class Explained(Statement):
    """A statement that is text already."""

    def __init__(self, text: str, pick: Any) -> None:
        self.__dict__["postgresql"] = (text, pick)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return all nodes; one that a LIMIT stops, and that drops nothing, ends early."""
    yield plan
    for child in plan.get("Plans", ()):
        if plan["Node Type"] == "Limit" and "Filter" not in child:
            child["ends early"] = True
        yield from nodes(child)


def walks(node: dict[str, Any]) -> bool:
    """Tell whether a node of PostgreSQL's plan walks through a whole table or index."""
    kind = str(node["Node Type"])
    if kind == "Seq Scan":
        return True
    if "Index" not in kind or "Index Name" not in node or node.get("ends early"):
        return False
    return "Index Cond" not in node and node["Index Name"] not in PARTIAL
