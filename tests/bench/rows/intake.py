"""Messages that each start a session, as fast as they are taken, ten at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager

import asyncpg

from service.domain.ids import PersonId
from service.ports.bundle import Ports
from service.usecases.receive import receive
from tests.bench.bare_statements import BarePostgres, BareSqlite
from tests.bench.children import child
from tests.bench.deployment import Deployment, arrival, deployment
from tests.bench.figures import Figure, Sizes, percentile
from tests.bench.loads import Load, saturated
from tests.servers import postgres

PEOPLE = 100
WRITERS = 2
TARGET = 800


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Intake, sustained."""
    found = list(asyncio.run(_on_sqlite(sizes.seconds)))
    with durable_postgres() as url:
        return [*found, *asyncio.run(_on_postgres(url, sizes.seconds))]


def taking(
    ports: Ports, people: Sequence[PersonId], mark: str
) -> Callable[[int], Awaitable[object]]:
    """Return what takes in the message of a number, each from the next person."""
    return lambda number: receive(
        ports, arrival(people[number % len(people)], f"{mark}-{number}", "Compare the papers")
    )


@contextmanager
def durable_postgres() -> Iterator[str]:
    """Run a server with the settings that a server has by itself; give an empty database."""
    with postgres.running() as server:
        asyncio.run(_reset(server.url))
        server.create("bench")
        server.create("bare")
        yield server.url


async def _reset(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("ALTER SYSTEM RESET ALL")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


async def _on_sqlite(seconds: float) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(deployment())
        bare = BareSqlite(on.folder / "bare.db")
        stack.callback(bare.close)
        baseline = await saturated(bare.intake, seconds)
        return await _figures("SQLite", on, baseline, seconds)


async def _on_postgres(url: str, seconds: float) -> Sequence[Figure]:
    bare = await BarePostgres.opened(url.replace("/postgres?", "/bare?"))
    baseline = await saturated(bare.intake, seconds)
    await bare.close()
    database = url.replace("/postgres?", "/bench?").replace(
        "postgresql://", "postgresql+asyncpg://"
    )
    async with deployment(database=database) as on:
        return await _figures("PostgreSQL", on, baseline, seconds)


async def _figures(name: str, on: Deployment, baseline: Load, seconds: float) -> Sequence[Figure]:
    people = await on.people(PEOPLE)
    stored = await saturated(taking(on.storing_only, people, "stored"), seconds)
    whole = await saturated(taking(on.ports, people, "whole"), seconds)
    contended = await _contended(on, seconds)
    bare = f"eight bare statements; {baseline.shares()}"
    return [
        _rate(f"{name}, committed", stored, baseline, bare, TARGET),
        _rate(f"{name}, committed, rung and told", whole, baseline, bare, None),
        Figure(
            f"{name}, {WRITERS} saturated writers, p99",
            percentile(contended.waits, 0.99),
            note=f"{contended.per_second:.0f}/s together, {contended.shares()}",
        ),
    ]


def _rate(name: str, load: Load, baseline: Load, bare: str, target: float | None) -> Figure:
    return Figure(
        name, load.per_second, "/s", target, True, baseline.per_second, bare, load.shares()
    )


async def _contended(on: Deployment, seconds: float) -> Load:
    """Let processes of their own write at the same time."""
    async with AsyncExitStack() as stack:
        settings = on.settings.model_dump_json(
            include={"data_dir", "database_url", "redis_url", "caps"}
        )
        writers = [
            await stack.enter_async_context(child("writer", settings, str(number), str(seconds)))
            for number in range(WRITERS)
        ]
        for each in writers:
            assert await each.told() == "ready"
        for each in writers:
            await each.tell("go")
        told = [Load(**await each.told()) for each in writers]
    return Load(sum(each.per_second for each in told), [w for each in told for w in each.waits])
