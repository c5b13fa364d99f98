"""Taking jobs out of the queue: each by one worker, all in one round trip."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from arq.connections import ArqRedis
from arq.utils import timestamp_ms

LAST_WORD = 1.0
"""Seconds that a look which is cancelled may take to put back what it took."""


async def taken(queue: ArqRedis, jobs: Sequence[str]) -> Sequence[tuple[str, int]]:
    """Take those of the jobs that nobody else took, and return them with their scores.

    arq leaves jobs in the queue until they end, with a mark beside each: all workers read all
    that are in flight, and ask four times for each new one. Its watch on the mark is no safe way
    either: a client that tries again after errors, as the workers' does, takes a watch that failed
    for such an error, and the job with it. What is lost with a worker is rung for again anyway.
    """
    if not jobs:
        return ()
    try:
        async with queue.pipeline(transaction=False) as commands:
            for job in jobs:
                commands.zscore(queue.default_queue_name, job)
                commands.zrem(queue.default_queue_name, job)
            answers = await commands.execute()
    except asyncio.CancelledError:
        # It may be that they were taken and nobody knows; a queue that is away gets them again
        # from the sweep.
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORD):
                await put_back(queue, jobs)
        raise
    found = zip(jobs, answers[::2], answers[1::2], strict=True)
    return [(job, int(score)) for job, score, removed in found if removed]


async def put_back(queue: ArqRedis, jobs: Sequence[str]) -> None:
    """Leave jobs to whoever looks next."""
    await queue.zadd(queue.default_queue_name, dict.fromkeys(jobs, timestamp_ms()), nx=True)
