"""Whoever meets a limit or an outage holds everybody back, and they come back few at first."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from service.adapters.gate.gate import Gate
from service.adapters.gate.memory import MemoryGate
from service.adapters.gate.stored import StoredGate
from service.adapters.store.opening import open_store
from service.adapters.store.sqlite import InlineStore, SqliteFile
from service.domain.errors import Temporary
from service.domain.limits import Allowance, Condition
from service.ports.gate import Accepted
from service.ports.store import Store
from tests.fakes.clock import FakeClock, FakeIds
from tests.fixtures_store import POSTGRES

MODEL = "acme/large"
NOTHING = Accepted()
Workers = Callable[[], Gate]


@pytest_asyncio.fixture(params=["memory", "inline", POSTGRES])
async def workers(
    request: pytest.FixtureRequest, clock: FakeClock, ids: FakeIds
) -> AsyncIterator[Workers]:
    """Make the gates of one worker after another; they share what they know."""
    if request.param == "memory":
        alone = MemoryGate(clock, ids)
        yield lambda: alone
        return
    store: Store
    if request.param == "postgres":
        store = open_store(request.getfixturevalue("postgres_url"), clock)
    else:
        path: Path = request.getfixturevalue("sqlite_path")
        store = InlineStore(SqliteFile(path, clock), clock)
    yield lambda: StoredGate(store, clock, ids)
    await store.close()


def moved(clock: FakeClock, gate: Gate, seconds: float) -> None:
    """Let time pass for the rules; PostgreSQL's own cannot be moved."""
    clock.advance(seconds)
    if isinstance(gate, StoredGate) and gate._ahead < -1.0:
        pytest.skip("the database's time cannot be moved")


async def test_what_nobody_limits_is_let_in_at_once(workers: Workers) -> None:
    gate = workers()
    for _ in range(50):
        assert await gate.admit(MODEL, "ann", 1000) is None
    assert (await gate.look(MODEL)).is_open


async def test_a_limit_holds_every_worker_back(workers: Workers, clock: FakeClock) -> None:
    one, two = workers(), workers()
    until = clock.now() + 20
    await one.limited(MODEL, until, "Acme is busy.")
    held = await two.admit(MODEL, "ann", 1000)
    assert held is not None
    assert until <= held.until + 0.01
    assert held.until <= until + 1
    assert held.reason == "Acme is busy."
    assert held.limit.condition is Condition.LIMITED
    assert abs(held.limit.since - clock.now()) < 1
    assert await two.admit("acme/small", "ann", 1000) is None, "others are spared"


async def test_the_third_failure_in_a_row_is_an_outage(workers: Workers, clock: FakeClock) -> None:
    gate, began = workers(), clock.now()
    for count in (1, 2):
        known = await gate.failed(MODEL, began, "no connection", None)
        assert (known.condition, known.failures) == (Condition.OPEN, count)
    await gate.answered(MODEL, began, NOTHING)
    for _ in range(2):
        known = await gate.failed(MODEL, began, "no connection", None)
        assert known.is_open
    known = await workers().failed(MODEL, began, "no connection", None)
    assert known.condition is Condition.DOWN
    same = await gate.failed(MODEL, began - 60, "no connection", None)
    assert same.failures == known.failures, "a call from before is no news"
    held = await workers().admit(MODEL, "bob", 10)
    assert held is not None
    assert held.limit.condition is Condition.DOWN


async def test_they_come_back_few_at_first(workers: Workers, clock: FakeClock) -> None:
    gate, other = workers(), workers()
    await gate.limited(MODEL, clock.now() + 5, "Acme is busy.")
    assert await gate.admit(MODEL, "ann", 10) is not None
    moved(clock, gate, 5.1)

    async def let_in() -> int:
        gates = (gate, other)
        held = [await gates[each % 2].admit(MODEL, f"p{each}", 10) for each in range(30)]
        return held.count(None)

    assert await let_in() == 1
    await gate.answered(MODEL, clock.now(), NOTHING)
    assert await let_in() == 2
    await other.answered(MODEL, clock.now(), NOTHING)
    await other.answered(MODEL, clock.now(), NOTHING)
    assert await let_in() == 4
    moved(clock, gate, 11.0)
    assert await let_in() == 30


async def test_what_is_left_is_known_to_all(workers: Workers, clock: FakeClock) -> None:
    gate = workers()
    assert await gate.admit(MODEL, "ann", 10) is None
    left = Accepted(Allowance(2, clock.now() + 30), Allowance(90_000, clock.now() + 30))
    await gate.answered(MODEL, clock.now(), left)
    other = workers()
    assert await other.admit(MODEL, "ann", 10) is None
    held = await gate.admit(MODEL, "ann", 10)
    assert held is not None
    assert "little left" in held.reason
    assert clock.now() < held.until <= clock.now() + 31
    assert await other.admit(MODEL, "bob", 10) is None, "the other half is Bob's"
    assert await gate.admit(MODEL, "bob", 10) is not None


class Away:
    """A store that cannot be reached."""

    async def run(self, work: Any, *, deadline: float | None = None) -> Any:
        raise Temporary("no database", source="database")

    async def read(self, query: Any) -> Any:
        raise Temporary("no database", source="database")

    async def close(self) -> None:
        return None


async def test_without_its_store_it_lets_calls_in(clock: FakeClock, ids: FakeIds) -> None:
    gate = StoredGate(Away(), clock, ids)
    assert await gate.admit(MODEL, "ann", 10) is None
    assert (await gate.limited(MODEL, clock.now() + 9, "busy")).is_open
    assert (await gate.failed(MODEL, clock.now(), "away", None)).is_open
    await gate.answered(MODEL, clock.now(), NOTHING)
    assert (await gate.look(MODEL)).is_open


async def test_while_nobody_limits_it_only_reads_and_once_a_second(
    sqlite_path: Path, clock: FakeClock, ids: FakeIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = InlineStore(SqliteFile(sqlite_path, clock), clock)
    gate, reads = StoredGate(store, clock, ids), []
    real = store.read

    async def counted(query: Any) -> Any:
        reads.append(1)
        return await real(query)

    async def refuses(work: Any, *, deadline: float | None = None) -> Any:
        raise AssertionError("nothing is written")

    monkeypatch.setattr(store, "read", counted)
    monkeypatch.setattr(store, "run", refuses)
    for _ in range(10):
        for _ in range(10):
            assert await gate.admit(MODEL, "ann", 10) is None
            await gate.answered(MODEL, clock.now(), NOTHING)
        clock.advance(0.5)
    assert len(reads) == 5
    await store.close()
