"""arq's worker with another main loop: woken instead of polling, and not ended by an outage.

Its traps, and what is done about each: every poll asks about every job in flight (known
ones are left out here), an error while starting a job leaks its place (given back here),
an error of one job's end ends the worker (logged here).
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import structlog
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix
from arq.typing import WorkerCoroutine
from arq.worker import Function
from arq.worker import Worker as ArqWorker

_log = structlog.get_logger(__name__)

POLL = 0.5
"""Seconds between two looks at the queue when no wake-up comes."""

READ_LIMIT = 10_000
"""Ids read per look. Jobs in flight stay in the queue, so it must exceed what all workers of
a pool run, or new jobs are never seen."""

LONGEST_JOB = 7 * 24 * 3600
"""Seconds; a turn ends by its budget and its lease, never by the queue's clock."""


class WakeUps(Protocol):
    """How the loop waits."""

    async def wait(self, seconds: float) -> None:
        """Return when woken, at the latest after `seconds`."""
        ...

    def wake(self) -> None:
        """End the wait, as a ring would."""
        ...


class Worker(ArqWorker):
    """Runs jobs of one queue; whoever makes it handles signals and calls `drain`."""

    def __init__(
        self,
        functions: Sequence[Function | WorkerCoroutine],
        queue: ArqRedis,
        wake_ups: WakeUps,
        *,
        concurrency: int,
        ctx: dict[str, Any],
    ) -> None:
        super().__init__(
            functions,
            redis_pool=queue,
            queue_name=queue.default_queue_name,
            job_serializer=queue.job_serializer,
            job_deserializer=queue.job_deserializer,
            max_jobs=concurrency,
            poll_delay=POLL,
            queue_read_limit=READ_LIMIT,
            job_timeout=LONGEST_JOB,
            max_tries=1000,
            keep_result=0,
            handle_signals=False,
            after_job_end=self._note_free_place,
            ctx=ctx,
        )
        self._wake_ups = wake_ups

    async def main(self) -> None:
        """Look for jobs until cancelled."""
        while True:
            try:
                await self._poll_iteration()
            except Exception:
                # The queue's server may be away, or one job's end could not be written there.
                # Its turn is safe in the database either way.
                _log.warning("queue_trouble", exc_info=True)
            await self._wake_ups.wait(self.poll_delay_s)

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        """Start those jobs that nobody runs."""
        unknown = [each for each in job_ids if each.decode() not in self.tasks]
        if not unknown:
            return
        marks = await self.pool.mget([in_progress_key_prefix + each.decode() for each in unknown])
        free = [each for each, mark in zip(unknown, marks, strict=True) if mark is None]
        try:
            await super().start_jobs(free)
        except BaseException:
            self.job_counter -= 1
            self.sem.release()
            raise

    async def drain(self, grace: float, last: float) -> int:
        """Take no more jobs, wait `grace` seconds for those in flight, then cancel them.

        Waits at most `last` seconds for the cancelled ones, and returns how many remain.
        """
        self.allow_pick_jobs = False
        await self._settle(grace)
        for task in self.tasks.values():
            task.cancel()
        await self._settle(last)
        return len(self._in_flight())

    async def _settle(self, seconds: float) -> None:
        if running := self._in_flight():
            await asyncio.wait(running, timeout=seconds)

    def _in_flight(self) -> list[asyncio.Task[Any]]:
        return [task for task in self.tasks.values() if not task.done()]

    async def _note_free_place(self, ctx: dict[Any, Any]) -> None:  # noqa: ARG002 - arq gives it
        """Look at once when the worker was full: a job may be waiting for the place."""
        if self.job_counter >= self.max_jobs:
            asyncio.get_running_loop().call_soon(self._wake_ups.wake)
