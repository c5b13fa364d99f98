"""Bots and workers on PostgreSQL and Valkey, whatever happens to them: nothing is lost."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import asyncpg
import pytest

from tests.e2e.cluster import disturbed
from tests.e2e.loading import CALM, CAP, Scene, connected, scene
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

STORM = float(os.environ.get("HEDDLE_TEST_STORM", "300" if os.environ.get("CI") else "60"))
"""How long the kills go on; on a developer's machine a minute shows most of what they can do."""
OUTAGE = float(os.environ.get("HEDDLE_TEST_OUTAGE", "60" if os.environ.get("CI") else "15"))
PEOPLE = 4
pytestmark = [
    pytest.mark.alone,
    pytest.mark.postgres,
    pytest.mark.timeout(STORM + OUTAGE + 2 * CALM + 120),
]


class Watcher:
    """Looks into the database all the time: no person ever holds more slots than they may."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.looks = 0
        self.most = 0

    async def watch(self) -> None:
        """Look until cancelled; a connection that is cut is made anew."""
        while True:
            try:
                async with connected(self._url) as database:
                    await self._look(database)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.2)

    async def _look(self, database: "asyncpg.Connection[asyncpg.Record]") -> None:
        held = (
            "SELECT count(*) FROM sessions WHERE state IN ('running', 'waiting') GROUP BY owner_id"
        )
        while True:
            rows = await database.fetch(held)
            self.looks += 1
            self.most = max(self.most, *(row[0] for row in rows), 0)
            await asyncio.sleep(0.1)


async def test_a_storm_of_kills_loses_and_doubles_nothing(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    async with scene(tmp_path, server, queue) as here:
        watcher = Watcher(here.url)
        await here.begin(bots=3, workers=4)
        watching = asyncio.create_task(watcher.watch())
        with disturbed(here.cluster, seed=20261121):
            await here.load.work(PEOPLE, time.monotonic() + STORM)
        await here.end_well()
        watching.cancel()
        done = dict(here.cluster.done)
        print(f"{len(here.load.texts)} messages, {len(here.load.threads)} threads, {done}")
    assert watcher.looks > STORM
    assert watcher.most == CAP


async def test_a_database_that_is_away_is_said_and_outlived(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    async with scene(tmp_path, server, queue) as here:
        await here.begin(bots=2, workers=2)
        await working(here)
        await asyncio.to_thread(server.stop)
        try:
            wrong = await through_an_outage(here)
            metrics = [each.get("/metrics") for each in here.cluster.bots]
        finally:
            await asyncio.to_thread(server.start)
        for said in wrong:
            assert "check that PostgreSQL runs" in said["database"]
        for each in metrics:
            assert each is not None
            assert each.status_code == 200
            assert "heddle_database_failures_total" in each.text
        await within(10, here.cluster.ready)
        await here.end_well()


async def test_a_queue_that_is_away_is_said_and_outlived(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    async with scene(tmp_path, server, queue) as here:
        await here.begin(bots=2, workers=2)
        await working(here)
        before = len(here.load.texts)
        began = time.time()
        queue.kill()
        wrong = await through_an_outage(here)
        assert here.cluster.ready(), "all goes on meanwhile"
        await here.end_well()
        waits = await waited(here.url, began)
        print(f"{len(waits)} turns began without the queue, after {waits} s")
        assert len(waits) > (len(here.load.texts) - before) / 2
        assert median(waits) < 3
        queue.start()
        for said in wrong:
            assert "nothing is lost" in said["queue"]
        await within(10, lambda: not any(here.cluster.wrong()))
        await working(here)
        await here.end_well()
    told = Counter(each.get("event") for each in here.cluster.said())
    assert told["queue_back"] == 2
    assert told["queue_away"] <= 4, "once a worker, and once more with the reason"


async def waited(url: str, since: float) -> list[float]:
    """Return how many seconds each turn opened since then waited for a worker."""
    query = (
        "SELECT claimed_at - opened_at FROM turns WHERE opened_at > $1 AND claimed_at IS NOT NULL"
    )
    async with connected(url) as database:
        return sorted(round(row[0], 1) for row in await database.fetch(query, since))


async def working(here: Scene) -> None:
    """Wait until workers are at work."""
    for each in range(PEOPLE):
        await asyncio.to_thread(here.load.write, f"p{each}")
    await within(CALM, lambda: here.model.requests)


async def through_an_outage(here: Scene) -> list[dict[str, str]]:
    """Let people go on writing while something is away; return what is said to be wrong."""
    await here.load.work(2, time.monotonic() + OUTAGE)
    return await asyncio.to_thread(here.cluster.wrong)


async def within(seconds: float, holds: Callable[[], object]) -> None:
    """Wait until something holds that other processes do."""
    deadline = time.monotonic() + seconds
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s"
        await asyncio.sleep(0.1)
