"""Taking jobs: by one worker at a time, and none that is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from arq.connections import ArqRedis

from service.adapters.doorbell import wire
from service.adapters.doorbell.doorbell import ArqDoorbell
from service.adapters.doorbell.queueing import worker_queue
from service.domain.effects import Job, Ring
from service.worker.taking import taken
from tests.servers.valkey import Valkey

RIVALS = 4


@pytest.fixture
async def rivals(own_valkey: Valkey) -> AsyncIterator[list[ArqRedis]]:
    """The queue as several workers reach it."""
    async with AsyncExitStack() as stack:
        made = [worker_queue(own_valkey.url, "default") for _ in range(RIVALS)]
        for each in made:
            stack.push_async_callback(each.aclose, close_connection_pool=True)
        yield made


@pytest.fixture
async def doorbell(own_valkey: Valkey) -> AsyncIterator[ArqDoorbell]:
    made = ArqDoorbell(own_valkey.url)
    yield made
    await made.close()


async def rung(doorbell: ArqDoorbell, count: int) -> list[str]:
    rings = [Ring(Job.TURN, f"turn{each}", 1, 1, "default") for each in range(count)]
    for each in rings:
        await doorbell.ring(each)
    return [each.id for each in rings]


async def test_rivals_never_take_the_same_job(
    rivals: list[ArqRedis], doorbell: ArqDoorbell
) -> None:
    jobs = await rung(doorbell, 100)
    for job in jobs:
        found = await asyncio.gather(*(taken(each, [job]) for each in rivals))
        assert sum(map(len, found)) == 1, found
    assert await rivals[0].zcard(wire.queue("default")) == 0


async def test_what_is_left_stays_in_the_queue(
    rivals: list[ArqRedis], doorbell: ArqDoorbell
) -> None:
    jobs = await rung(doorbell, 5)
    scores = dict(await rivals[0].zrange(wire.queue("default"), 0, -1, withscores=True))
    assert await taken(rivals[0], []) == ()
    assert await taken(rivals[0], jobs[:2]) == [(job, scores[job.encode()]) for job in jobs[:2]]
    assert [job for job, _ in await taken(rivals[1], jobs)] == jobs[2:]
    assert await taken(rivals[2], jobs) == []
