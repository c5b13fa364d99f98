"""arq's worker with another main loop: woken instead of polling, and not ended by an outage.

While the queue is away, turns are found in the database and run here like any other.

arq's traps, and what is done about each: every poll reads and asks about every job in flight, an
error while starting a job leaks its place, a lost race for a job may give it to both (jobs are
taken out of the queue here, see `taking`, and put back if they were cancelled), an error of one
job's end ends the worker (logged here), a job that is over keeps its place until the queue knows
it (such places are given to turns that were found).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import structlog
from arq.connections import ArqRedis
from arq.typing import WorkerCoroutine
from arq.worker import Function, func
from arq.worker import Worker as ArqWorker

from service.worker.taking import put_back, taken

_log = structlog.get_logger(__name__)

POLL = 0.5
"""Seconds between two looks at the queue when no wake-up comes."""

LONGEST_JOB = 7 * 24 * 3600
"""Seconds; a turn ends by its budget and its lease, never by the queue's clock."""


PATIENCE = 2.0
"""Seconds without any answer after which the queue counts as away; it is asked on and on."""

LOOKS = 10
"""Looks that this time is made of, so that a loop that was busy for so long is no outage."""

WRITE_EVERY = 5
"""Seconds between two attempts to write something: a queue that is full answers every look, and
nobody can ring.
"""

RUN_TURN = "run_turn"


class WakeUps(Protocol):
    """How the loop waits."""

    async def wait(self, seconds: float) -> None:
        """Return when woken, at the latest after `seconds`."""
        ...

    def wake(self) -> None:
        """End the wait, as a ring would."""
        ...


class Finder(Protocol):
    """How turns are found that nobody can ring for."""

    async def find(self, places: int) -> Sequence[tuple[str, int]]:
        """Return at most so many turns and their attempts, the longest waiting first."""
        ...

    def pause(self) -> float:
        """Return the seconds until the next look."""
        ...


class Worker(ArqWorker):
    """Runs jobs of one queue; whoever makes it handles signals and calls `drain`.

    The function `run_turn` is called for turns that `finder` finds as well, as in
    `run_turn(ctx, turn, attempt, unrung=True)`.
    """

    def __init__(
        self,
        functions: Sequence[Function | WorkerCoroutine],
        queue: ArqRedis,
        wake_ups: WakeUps,
        finder: Finder,
        *,
        concurrency: int,
        ctx: dict[str, Any],
    ) -> None:
        super().__init__(
            [self._watched(each) for each in functions],
            redis_pool=queue,
            queue_name=queue.default_queue_name,
            job_serializer=queue.job_serializer,
            job_deserializer=queue.job_deserializer,
            max_jobs=concurrency,
            poll_delay=POLL,
            job_timeout=LONGEST_JOB,
            max_tries=1000,
            keep_result=0,
            handle_signals=False,
            health_check_interval=WRITE_EVERY,
            after_job_end=self._note_free_place,
            ctx=ctx,
        )
        self._wake_ups = wake_ups
        self._finder = finder
        self._away = False
        self._troubles: set[type] = set()
        self._ending: set[str] = set()
        self._found: dict[str, asyncio.Task[Any]] = {}
        self._quiet, self._begun = 0, 0
        self._beside: asyncio.Task[None] | None = None

    async def main(self) -> None:
        """Look for jobs until cancelled."""
        while not _is_cancelled():
            pause = self.poll_delay_s
            try:
                await self._look()
            except Exception as error:
                # The queue's server may be away, or one job's end could not be written there.
                # Its turn is safe in the database either way.
                self._note_away(error)
                pause = self._finder.pause()
            else:
                self._note_back()
            if not _is_cancelled():
                await self._wake_ups.wait(pause)

    async def _look(self) -> None:
        """Look into the queue, and into the database as long as the queue does not answer."""
        self._quiet, self._begun = 0, self.job_counter
        self._unanswered_in(0.0 if self._away else PATIENCE / LOOKS)
        try:
            await self._poll_iteration()
        finally:
            self._timer.cancel()
            beside, self._beside = self._beside, None
            if beside is not None:
                beside.cancel()
                await asyncio.wait({beside})

    def _unanswered_in(self, seconds: float) -> None:
        # A timer and no task: it costs next to nothing where the queue answers, as it always does.
        self._timer = asyncio.get_running_loop().call_later(seconds, self._unanswered)

    def _unanswered(self) -> None:
        """Count a time without an answer; whoever still gets jobs started has one."""
        self._quiet = self._quiet + 1 if self.job_counter == self._begun else 0
        self._begun = self.job_counter
        if not self._away and self._quiet < LOOKS:
            self._unanswered_in(PATIENCE / LOOKS)
            return
        self._note_away()
        self._beside = asyncio.create_task(self._stand_in())

    async def _stand_in(self) -> None:
        """Look into the database until cancelled, and as soon as a full worker has a place."""
        while True:
            try:
                await self._begin_unrung()
            except Exception as error:
                self._note_away(error)
            await self._wake_ups.wait(self._finder.pause())

    def _note_away(self, error: Exception | None = None) -> None:
        """Log the outage, and each kind of trouble in it, once."""
        if not self._away or type(error) not in self._troubles:
            _log.warning("queue_away", queue=self.queue_name, exc_info=error)
        self._away = True
        self._troubles.add(type(error))

    def _note_back(self) -> None:
        if self._away:
            _log.info("queue_back", queue=self.queue_name)
            self._away = False
            self._troubles.clear()

    async def _begin_unrung(self) -> None:
        """Run turns that the database knows, in the places that are free."""
        places = self._places()
        if places <= 0 or not self.allow_pick_jobs:
            return
        found = await self._finder.find(places)
        known = {_subject(each) for each, task in self.tasks.items() if not task.done()}
        for turn, attempt in found:
            subject = f"{turn}:{attempt}"
            if subject not in known and subject not in self._found:
                self._begin(subject, turn, attempt)

    def _begin(self, subject: str, turn: str, attempt: int) -> None:
        run = self.functions[RUN_TURN].coroutine
        task = asyncio.create_task(run(self.ctx, turn, attempt, unrung=True))
        self._found[subject] = task
        self.job_counter += 1

        def ended(done: asyncio.Task[Any]) -> None:
            del self._found[subject]
            self.job_counter -= 1
            if not done.cancelled() and (error := done.exception()):
                _log.error("turn_broke", turn=turn, exc_info=error)

        task.add_done_callback(ended)

    def _places(self) -> int:
        """Count what may begin; a job that is over and not written off yet takes no place."""
        self._ending = {
            each for each in self._ending if (task := self.tasks.get(each)) and not task.done()
        }
        return self.max_jobs - self.job_counter + len(self._ending)

    def _watched(self, given: Function | WorkerCoroutine) -> Function:
        """Note when a function is over: writing that into the queue may take long."""
        function = func(given)

        async def run(ctx: dict[Any, Any], *arguments: Any, **more: Any) -> Any:
            try:
                return await function.coroutine(ctx, *arguments, **more)
            finally:
                if job := ctx.get("job_id"):
                    self._ending.add(job)
                if self._away and self._places() <= 1:
                    asyncio.get_running_loop().call_soon(self._wake_ups.wake)

        return replace(function, coroutine=run)

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        """Start those jobs that nobody runs, as many as there are places."""
        unknown = [each for each in (job.decode() for job in job_ids) if not self._runs(each)]
        places = max(0, self.max_jobs - self.job_counter)
        for job, score in await taken(self.pool, unknown[:places]):
            self.job_counter += 1
            task = asyncio.create_task(self.run_job(job, score))
            task.add_done_callback(self._give_place_back)
            self.tasks[job] = task

    async def finish_job(
        self,
        job_id: str,
        finish: bool,
        result_data: bytes | None,
        result_timeout_s: float | None,
        keep_result_forever: bool,
        incr_score: int | None,
        keep_in_progress: float | None,
    ) -> None:
        """Write off a job; one that was cancelled is for the next worker that looks."""
        await super().finish_job(
            job_id,
            finish,
            result_data,
            result_timeout_s,
            keep_result_forever,
            incr_score,
            keep_in_progress,
        )
        if not finish:
            await put_back(self.pool, [job_id])

    def _give_place_back(self, _: "asyncio.Task[None]") -> None:
        self.job_counter -= 1

    def _runs(self, job: str) -> bool:
        task = self.tasks.get(job)
        return (task is not None and not task.done()) or _subject(job) in self._found

    async def drain(self, grace: float, last: float) -> int:
        """Take no more jobs, wait `grace` seconds for those in flight, then cancel them.

        Waits at most `last` seconds for the cancelled ones, and returns how many remain.
        """
        self.allow_pick_jobs = False
        await self._settle(grace)
        for task in self._in_flight():
            task.cancel()
        await self._settle(last)
        return len(self._in_flight())

    async def _settle(self, seconds: float) -> None:
        if running := self._in_flight():
            await asyncio.wait(running, timeout=seconds)

    def _in_flight(self) -> list[asyncio.Task[Any]]:
        tasks = (*self.tasks.values(), *self._found.values())
        return [task for task in tasks if not task.done()]

    async def _note_free_place(self, ctx: dict[Any, Any]) -> None:
        """Look at once when the worker was full: a job may be waiting for the place."""
        self._ending.discard(ctx["job_id"])
        if self.job_counter >= self.max_jobs:
            asyncio.get_running_loop().call_soon(self._wake_ups.wake)


def _subject(job: str) -> str:
    """Return what a job is about: its id without the number of its ring."""
    return job.rpartition(":")[0]


def _is_cancelled() -> bool:
    """Tell whether this task was cancelled: the queue's client may have kept that to itself."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
