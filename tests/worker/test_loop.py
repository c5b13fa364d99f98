"""The worker's loop on a real queue: quick, and not to be ended by its queue."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from arq.worker import func
from redis.asyncio import Redis

from service.adapters.doorbell import wire
from service.adapters.doorbell.doorbell import ArqDoorbell
from service.adapters.doorbell.queueing import worker_queue
from service.adapters.doorbell.waking import WakeUps
from service.domain.effects import Job, Ring
from service.domain.errors import Temporary
from service.worker.loop import Worker
from tests.servers.valkey import Valkey


class Work:
    """Jobs as a test sees them: what started, and when each may end."""

    def __init__(self) -> None:
        self.unrung: list[str] = []
        self.started: list[str] = []
        self.ended: list[str] = []
        self.cancelled: list[str] = []
        self.may_end = asyncio.Event()
        self._changed = asyncio.Condition()

    async def run_turn(
        self, ctx: dict[Any, Any], turn: str, attempt: int, *, unrung: bool = False
    ) -> None:
        self.started.append(turn)
        if unrung:
            self.unrung.append(turn)
        await self.tell()
        if turn == "breaks":
            raise ValueError("a bug")
        if not turn.startswith("quick"):
            try:
                await self.may_end.wait()
            except asyncio.CancelledError:
                self.cancelled.append(turn)
                raise
        self.ended.append(turn)
        await self.tell()

    async def tell(self) -> None:
        """Let whoever waits look again."""
        async with self._changed:
            self._changed.notify_all()

    async def until(self, condition: Callable[[], bool], seconds: float = 30) -> None:
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(condition)


class Database:
    """Turns that stand unclaimed, as a test says; nobody but `claimed` takes one away."""

    def __init__(self, work: Work) -> None:
        self.turns: list[str] = []
        self.looks: list[int] = []
        self.breaks = False
        self._work = work

    async def find(self, places: int) -> Sequence[tuple[str, int]]:
        """Find what did not start yet."""
        self.looks.append(places)
        await self._work.tell()
        if self.breaks:
            raise ValueError("a bug")
        waiting = [each for each in self.turns if each not in self._work.started]
        return [(each, 1) for each in waiting[:places]]

    def pause(self) -> float:
        """Look often."""
        return 0.05


def ring(turn: str, number: int = 1) -> Ring:
    return Ring(Job.TURN, turn, 1, number, "default")


@asynccontextmanager
async def working(
    url: str,
    work: Work,
    concurrency: int = 10,
    poll: float = 60.0,
    database: Database | None = None,
) -> AsyncIterator[tuple[Worker, ArqDoorbell]]:
    """Run a worker that practically never looks by itself, unless `poll` says so."""
    wake_ups, doorbell = WakeUps(url, "default"), ArqDoorbell(url)
    await wake_ups.start()
    queue = worker_queue(url, "default")
    worker = Worker(
        [func(work.run_turn, name=wire.RUN_TURN)],
        queue,
        wake_ups,
        database or Database(work),
        concurrency=concurrency,
        ctx={},
    )
    worker.poll_delay_s = poll
    loop = asyncio.create_task(worker.main())
    try:
        yield worker, doorbell
    finally:
        loop.cancel()
        await asyncio.wait([loop])
        await worker.drain(0, 5)
        await wake_ups.stop()
        await doorbell.close()
        await queue.aclose(close_connection_pool=True)


async def test_a_ring_wakes_the_worker(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (_, doorbell):
        for number in range(20):
            await doorbell.ring(ring(f"quick{number}"))
            await work.until(lambda count=number + 1: len(work.ended) == count)  # type: ignore[misc]


async def test_jobs_in_flight_do_not_keep_a_new_one_from_being_seen(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work, concurrency=300) as (_, doorbell):
        for number in range(250):
            await doorbell.ring(ring(f"long{number}"))
        await work.until(lambda: len(work.started) == 250)
        await doorbell.ring(ring("quick"))
        await work.until(lambda: "quick" in work.ended)


async def test_a_freed_place_is_taken_without_a_ring(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work, concurrency=2) as (_, doorbell):
        for number in range(3):
            await doorbell.ring(ring(f"long{number}"))
        await work.until(lambda: len(work.started) == 2)
        work.may_end.set()
        await work.until(lambda: len(work.ended) == 3)


async def test_without_wake_ups_it_looks_by_itself(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work, poll=0.05) as (worker, _):
        queue = worker.pool
        await queue.enqueue_job(wire.RUN_TURN, "quick", 1, _queue_name=wire.queue("default"))
        await work.until(lambda: work.ended == ["quick"])


async def test_the_same_ring_runs_once_and_another_ring_again(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work, concurrency=1) as (_, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        # The only place is taken, so both wait beside each other.
        await doorbell.ring(ring("quick"))
        await doorbell.ring(ring("quick"))
        work.may_end.set()
        await work.until(lambda: "quick" in work.ended)
        await doorbell.ring(ring("quick", 2))
        await work.until(lambda: work.ended.count("quick") > 1)
        await doorbell.ring(ring("quick-last"))
        await work.until(lambda: "quick-last" in work.ended)
    assert work.ended == ["long", "quick", "quick", "quick-last"]


async def test_a_broken_job_and_nonsense_in_the_queue_leave_the_worker_alive(
    own_valkey: Valkey,
) -> None:
    work = Work()
    async with (
        working(own_valkey.url, work) as (_, doorbell),
        Redis.from_url(own_valkey.url) as stranger,
    ):
        await stranger.zadd(wire.queue("default"), {"ghost": 1, "garbage": 2, "unknown": 3})
        await stranger.set("arq:job:garbage", b"\x80not json")
        await stranger.set(
            "arq:job:unknown",
            wire.dump_job({"t": None, "f": "nobody", "a": [], "k": {}, "et": 1}),
        )
        await doorbell.ring(ring("breaks"))
        await doorbell.ring(ring("quick"))
        await work.until(lambda: work.ended == ["quick"])
        async with asyncio.timeout(30):
            while await stranger.zcard(wire.queue("default")):
                await doorbell.ring(ring("quick", 2))


async def test_the_worker_outlives_its_queue(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (_, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        own_valkey.kill()
        with pytest.raises(Temporary):
            await doorbell.ring(ring("lost"))
        work.may_end.set()
        await work.until(lambda: work.ended == ["long"])
        own_valkey.start()
        await rung_until_ended(work, doorbell, "quick")


async def test_emptying_the_queue_loses_rings_and_nothing_else(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (_, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        own_valkey.empty()
        work.may_end.set()
        await work.until(lambda: work.ended == ["long"])
        await rung_until_ended(work, doorbell, "quick")


async def rung_until_ended(work: Work, doorbell: ArqDoorbell, turn: str) -> None:
    """Ring the way a sweep does: again and again, with another number each time."""
    for number in range(100):
        with suppress(Temporary):
            await doorbell.ring(ring(turn, number))
        with suppress(TimeoutError):
            await work.until(lambda: turn in work.ended, 0.2)
            return
    pytest.fail("the worker did not come back")


async def test_draining_waits_then_cancels_and_takes_nothing_new(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (worker, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        draining = asyncio.create_task(worker.drain(0.3, 5))
        await asyncio.wait([draining], timeout=0.05)
        await doorbell.ring(ring("late"))
        assert await draining == 0
        assert work.cancelled == ["long"]
        assert work.started == ["long"]


async def test_draining_ends_as_soon_as_the_jobs_do(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (worker, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        asyncio.get_running_loop().call_later(0.05, work.may_end.set)
        async with asyncio.timeout(30):
            assert await worker.drain(60, 60) == 0
        assert work.ended == ["long"]
        assert not work.cancelled


async def test_what_draining_cancels_is_for_the_next_worker(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (worker, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        assert await worker.drain(0, 5) == 0
    assert work.cancelled == ["long"]
    work.may_end.set()
    async with working(own_valkey.url, work, poll=0.05):
        await work.until(lambda: work.ended == ["long"])
    assert work.started == ["long", "long"]


async def test_two_workers_run_every_ring_once(own_valkey: Valkey) -> None:
    work = Work()
    async with working(own_valkey.url, work) as (_, doorbell), working(own_valkey.url, work):
        for number in range(20):
            await doorbell.ring(ring(f"quick{number}"))
            await work.until(lambda count=number + 1: len(work.ended) == count)  # type: ignore[misc]
        await doorbell.ring(ring("long"))
        await work.until(lambda: "long" in work.started)
        await doorbell.ring(ring("quick"))  # both look again
        await work.until(lambda: "quick" in work.ended)
    assert sorted(work.started) == sorted({*work.started})


async def test_a_look_that_is_cancelled_loses_no_ring(own_valkey: Valkey) -> None:
    work, outcomes = Work(), set[tuple[bool, bool]]()
    async with working(own_valkey.url, work, concurrency=1000) as (worker, _):
        for turns in range(0, 600, 3):
            job = f"long{turns}:1:1"
            await worker.pool.zadd(worker.queue_name, {job: 1})
            look = asyncio.create_task(worker.start_jobs([job.encode()]))
            for _ in range(turns):
                await asyncio.sleep(0)  # each a turn of the loop: cut off at another point
            look.cancel()
            await asyncio.wait({look})
            stays = await worker.pool.zscore(worker.queue_name, job) is not None
            assert stays or job in worker.tasks
            outcomes.add((stays, job in worker.tasks))
    assert {(True, False), (False, True)} <= outcomes
