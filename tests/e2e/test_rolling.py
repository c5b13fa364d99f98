"""Bots and workers are restarted one after another while people work: nobody notices."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.e2e.cluster import Process
from tests.e2e.loading import CALM, Scene, connected, scene, works
from tests.servers.openai import Exchange
from tests.servers.openai_replies import calls, slowly
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

pytestmark = [pytest.mark.alone, pytest.mark.postgres, pytest.mark.timeout(2 * CALM)]
ROUND = 1.0
"""Seconds between two restarts."""
GRACE = 5.0
"""Seconds that a step has to end before it is cut."""
SOON = 2.5
"""Seconds in which a turn that was handed over has to be taken up, on a busy machine."""


async def streams_and_works(exchange: Exchange) -> None:
    """Stream for a while before each step, as models do."""
    await asyncio.sleep(1.0)
    await works(exchange)


class Waits:
    """How long turns waited for a worker, as far as that was seen."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.longest = 0.0

    async def watch(self) -> None:
        """Look until cancelled."""
        waited = (
            "SELECT coalesce(max(extract(epoch FROM clock_timestamp()) - ready_at), 0)"
            " FROM turns WHERE state = 'ready'"
        )
        async with connected(self._url) as database:
            while True:
                self.longest = max(self.longest, float(await database.fetchval(waited)))
                await asyncio.sleep(0.05)


@asynccontextmanager
async def watched(here: Scene) -> AsyncIterator[Waits]:
    waits = Waits(here.url)
    task = asyncio.create_task(waits.watch())
    try:
        yield waits
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def at_work(here: Scene, bots: int = 1, workers: int = 1) -> None:
    """Start so many, and wait until all of them work."""
    await here.begin(bots, workers)
    live, until = "SELECT count(*) FROM workers", time.monotonic() + CALM
    async with connected(here.url) as database:
        while await database.fetchval(live) < workers:
            assert time.monotonic() < until, "workers do not come"
            await asyncio.sleep(0.1)


async def at_work_meanwhile(here: Scene, happens: Coroutine[Any, Any, None]) -> None:
    """Let people write as long as something happens."""
    task = asyncio.create_task(happens)
    while not task.done():
        await here.load.work(2, time.monotonic() + ROUND)
    await task


async def restarted(here: Scene, processes: list[Process]) -> None:
    """Restart them one after another, each once the one before is at work again."""
    for each in processes:
        before = each.pid
        each.send(signal.SIGTERM)
        async with connected(here.url) as database:
            await until_new(database, each, before)
        await asyncio.sleep(ROUND)


async def until_new(
    database: "asyncpg.Connection[asyncpg.Record]", process: Process, before: int
) -> None:
    """Wait until the process that follows says that it works."""
    until = time.monotonic() + 60
    live = "SELECT count(*) FROM workers WHERE pid = $1 AND left_at IS NULL"
    while True:
        assert time.monotonic() < until, f"{process.name} does not come back"
        await asyncio.sleep(0.1)
        if process.pid == before:
            continue
        if process.role == "worker" and await database.fetchval(live, process.pid):
            return
        if process.role == "bot" and await asyncio.to_thread(answers, process):
            return


def answers(process: Process) -> bool:
    """Tell whether a bot can do its work."""
    told = process.get("/readyz")
    return told is not None and told.status_code == 200


async def test_workers_that_are_restarted_hand_over_and_nobody_hears_of_it(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    async with scene(tmp_path, server, queue, streams_and_works) as here:
        await at_work(here, workers=2)
        async with watched(here) as waits:
            await at_work_meanwhile(here, restarted(here, here.cluster.workers))
            await here.end_well()
        async with connected(here.url) as database:
            handed, crashes = await database.fetchrow(
                "SELECT count(*) FILTER (WHERE attempt > 1), sum(crashes) FROM turns"
            )
            steps = await database.fetchval("SELECT count(*) FROM events WHERE kind = 'assistant'")
            alerts = await database.fetchval("SELECT count(*) FROM items WHERE kind = 'alert'")
        print(
            f"{handed} turns handed over, {crashes} crashes, {steps} steps for"
            f" {len(here.model.requests)} calls, taken up within {waits.longest:.2f} s"
        )
        said = {each["event"] for each in here.cluster.said()}
        codes = [code for each in here.cluster.workers for code in each.ends]
    assert handed
    assert (crashes, alerts) == (0, 0)
    assert not said & {"lease_lost", "turn_broken_off", "hand_over_failed", "lease_given_up"}
    assert codes == [0, 0]
    assert len(here.model.requests) == steps, "no step was taken twice"
    assert waits.longest < SOON


async def test_bots_that_are_restarted_lose_and_double_nothing(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    async with scene(tmp_path, server, queue) as here:
        await at_work(here, bots=2)
        await at_work_meanwhile(here, restarted(here, here.cluster.bots))
        await here.end_well()
        late = [each for each in here.slack.deliveries if len(each.attempts) > 1]
        codes = [code for each in here.cluster.bots for code in each.ends]
        print(f"{len(here.load.texts)} messages, {len(late)} brought more than once")
    assert codes == [0, 0]


async def test_a_call_that_takes_longer_is_cut_and_made_again_at_once(
    tmp_path: Path, server: Postgres, queue: Valkey
) -> None:
    async def long_then_done(exchange: Exchange) -> None:
        if len(here.model.requests) == 1:
            await slowly(1.0, *(["word "] * 60))(exchange)
        else:
            await calls((0, "c", "finish", json.dumps({"summary": "All done."})))(exchange)

    async with scene(tmp_path, server, queue, long_then_done) as here:
        await at_work(here, workers=2)
        await asyncio.to_thread(here.load.write, "ann")
        await here.model.request(1)
        await asyncio.sleep(2.0)
        async with connected(here.url) as database:
            pid = await database.fetchval(
                "SELECT pid FROM workers JOIN turns ON turns.worker = workers.id"
                " WHERE turns.state = 'running'"
            )
            [holder] = [each for each in here.cluster.workers if each.pid == pid]
            told = time.monotonic()
            holder.send(signal.SIGTERM)
            await asyncio.wait_for(here.model.request(2), 60)
            seconds = time.monotonic() - told
            await here.end_well()
            turn = await database.fetchrow("SELECT attempt, crashes FROM turns")
            alerts = await database.fetchval("SELECT count(*) FROM items WHERE kind = 'alert'")
    print(f"cut, and made again by another worker {seconds:.1f} s after SIGTERM")
    assert (turn["attempt"], turn["crashes"], alerts) == (2, 0, 0)
    assert here.model.requests[0].gone.is_set(), "the call that was cut costs no more"
    assert seconds < GRACE + SOON
