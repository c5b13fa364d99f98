"""What a front end does all day, with few sessions in the database and with very many."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from service.adapters.store.sqlite import SqliteSql
from service.adapters.store.statements import NONE, Params, Row, Statement
from service.domain.timers import Timer, TimerKind
from service.ports.store import Tx
from service.queries.board import board
from service.usecases.sweep import Sweeper
from tests.bench import ground
from tests.bench.deployment import Deployment, deployment
from tests.bench.figures import Figure, Sizes, middle
from tests.bench.loads import timed
from tests.bench.rows.intake import taking

LIVE = 20
MOST = 1.5

Act = Callable[[int], Awaitable[object]]


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Intake, board, inbox and sweep with many stored sessions against few."""
    return asyncio.run(_measure(sizes))


@dataclass(slots=True)
class Acts:
    """What is done on one database, and how long each of it took."""

    acts: Mapping[str, Act]
    waits: dict[str, list[float]] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)

    async def round(self, number: int) -> None:
        """Do everything once."""
        for name, act in self.acts.items():
            with _counting() as count:
                wait = await timed(act, number)
            self.waits.setdefault(name, []).append(wait)
            self.statements[name] = sum(count)


async def _measure(sizes: Sizes) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        few = await stack.enter_async_context(deployment(fill=_laying(sizes.stored_few)))
        began = time.monotonic()
        many = await stack.enter_async_context(deployment(fill=_laying(sizes.stored)))
        took = time.monotonic() - began
        acts = [_acts(few, sizes.stored_few), _acts(many, sizes.stored)]
        for number in range(sizes.samples):
            for each in acts:
                await each.round(number)
    small, large = acts
    laid = f"{sizes.stored:,} sessions were laid in {took:.0f} s"
    return [
        _figure(name, small, large, f"{sizes.stored_few:,} sessions", laid) for name in small.acts
    ]


def _laying(stored: int) -> Callable[[Path], None]:
    return partial(ground.lay, stored=stored, live=LIVE)


def _figure(name: str, small: Acts, large: Acts, what: str, laid: str) -> Figure:
    little, much = middle(small.waits[name]), middle(large.waits[name])
    counts = small.statements[name], large.statements[name]
    told = f"{counts[0]} statements" if counts[0] == counts[1] else f"STATEMENTS DIFFER: {counts}"
    note = f"{much:.2f} ms with many, {little:.2f} ms with {what}; {told}; {laid}"
    return Figure(name, much / little, "×", MOST, note=note)


def _acts(on: Deployment, stored: int) -> Acts:
    viewer, store = ground.person(1), on.service.store
    people = [ground.person(number) for number in range(ground.PEOPLE)]
    # Nobody claims the new sessions' turns; their timers would come due beside those counted.
    policy = replace(on.ports.policy, ring_again=3600.0)
    ports = replace(on.storing_only, policy=policy)
    sweeper = Sweeper(ports, "bench")

    def make_due(tx: Tx) -> None:
        for number in range(stored + 1, stored + LIVE + 1):
            tx.timers.set(Timer(TimerKind.TURN, ground.turn(number), 0.0))

    async def swept(_: int) -> None:
        """Look after turns whose holders have renewed their leases."""
        await store.run(make_due)
        found = await sweeper.sweep()
        assert found.handled == LIVE, found

    return Acts(
        {
            "intake": taking(ports, people, "new"),
            "board": lambda _: store.read(lambda reads: board(reads, viewer, policy)),
            "list": lambda _: store.read(lambda reads: reads.sessions(viewer)),
            "inbox": lambda _: store.read(lambda reads: reads.items(owner=viewer)),
            f"sweep, {LIVE} due": swept,
        }
    )


@contextmanager
def _counting() -> Iterator[list[int]]:
    """Count the statements that SQLite is given."""
    counted: list[int] = []
    kept = SqliteSql.all, SqliteSql.run, SqliteSql.many

    def every(self: SqliteSql, statement: Statement, params: Params = NONE) -> Sequence[Row]:
        counted.append(1)
        return kept[0](self, statement, params)

    def run(self: SqliteSql, statement: Statement, params: Params = NONE) -> int:
        counted.append(1)
        return kept[1](self, statement, params)

    def many(self: SqliteSql, statement: Statement, params: Sequence[Params]) -> None:
        counted.append(1)
        kept[2](self, statement, params)

    SqliteSql.all, SqliteSql.run, SqliteSql.many = every, run, many  # type: ignore[method-assign]
    try:
        yield counted
    finally:
        SqliteSql.all, SqliteSql.run, SqliteSql.many = kept  # type: ignore[method-assign]
