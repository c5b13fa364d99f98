"""What any doorbell does, and what the real one does when its server is away."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool

from service.adapters.doorbell import wire
from service.adapters.doorbell.doorbell import ArqDoorbell
from service.adapters.doorbell.waking import WakeUps
from service.domain.effects import Job, Ring
from service.domain.errors import Temporary
from service.ports.doorbell import Doorbell
from tests.fakes.hints import FakeDoorbell
from tests.servers.valkey import Valkey

Found = list[tuple[str, tuple[str | int, ...]]]


@dataclass
class Case:
    """A doorbell, and a look at what the workers of a pool would find."""

    doorbell: Doorbell
    found: Callable[[str], Awaitable[Found]]


async def queued(url: str, pool: str) -> Found:
    redis = ArqRedis(ConnectionPool.from_url(url), job_deserializer=wire.load_job)
    try:
        jobs = await redis.queued_jobs(queue_name=wire.queue(pool))
        return [(job.function, tuple(job.args)) for job in jobs]
    finally:
        await redis.aclose(close_connection_pool=True)


@pytest.fixture(params=["fake", "real"])
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    if request.param == "fake":
        fake = FakeDoorbell()

        async def rung(pool: str) -> Found:
            return [wire.job(ring) for ring in fake.rings(pool)]

        yield Case(fake, rung)
        return
    url = request.getfixturevalue("valkey").url
    real = ArqDoorbell(url)
    yield Case(real, lambda pool: queued(url, pool))
    await real.close()


def turn(ref: str, attempt: int = 1, ring: int = 1, pool: str = "default") -> Ring:
    return Ring(Job.TURN, ref, attempt, ring, pool)


async def test_a_ring_reaches_its_pool_and_no_other(case: Case) -> None:
    await case.doorbell.ring(turn("t1", attempt=2))
    await case.doorbell.ring(turn("t2", pool="gpu"))
    assert await case.found("default") == [("run_turn", ("t1", 2))]
    assert await case.found("gpu") == [("run_turn", ("t2", 1))]


async def test_rings_are_found_in_order(case: Case) -> None:
    refs = [f"t{n}" for n in range(5)]
    for ref in refs:
        await case.doorbell.ring(turn(ref))
    assert [arguments[0] for _, arguments in await case.found("default")] == refs


async def test_a_capture_is_rung_by_its_session(case: Case) -> None:
    await case.doorbell.ring(Ring(Job.CAPTURE, "42", 1, 1, "default"))
    assert await case.found("default") == [("capture", (42,))]


async def test_the_same_ring_twice_is_one_job_and_the_next_ring_another(case: Case) -> None:
    await case.doorbell.ring(turn("t1"))
    await case.doorbell.ring(turn("t1"))
    assert len(await case.found("default")) == 1
    await case.doorbell.ring(turn("t1", ring=2))
    assert len(await case.found("default")) == 2


async def test_a_ring_wakes_a_waiting_worker(valkey: Valkey) -> None:
    doorbell, wake_ups = ArqDoorbell(valkey.url), WakeUps(valkey.url, "default")
    await wake_ups.start()
    waiting = asyncio.create_task(wake_ups.wait(30))
    await doorbell.ring(turn("t1", pool="gpu"))
    await doorbell.ring(turn("t1"))
    await asyncio.wait([waiting], timeout=5)
    assert waiting.done(), "its own pool's ring ended the wait"
    await wake_ups.stop()
    await doorbell.close()


async def test_a_ring_before_the_wait_is_not_missed(valkey: Valkey) -> None:
    doorbell, wake_ups = ArqDoorbell(valkey.url), WakeUps(valkey.url, "default")
    await wake_ups.start()
    heard = asyncio.create_task(wake_ups.wait(30))
    await doorbell.ring(turn("t1"))
    await heard
    second = asyncio.create_task(wake_ups.wait(0.01))
    await asyncio.wait([second], timeout=5)
    assert second.done(), "the first ring was used up, so this one ran into its limit"
    await wake_ups.stop()
    await doorbell.close()


@pytest.mark.alone
async def test_a_dead_server_is_temporary_and_costs_little(own_valkey: Valkey) -> None:
    doorbell = ArqDoorbell(own_valkey.url)
    await doorbell.ring(turn("t1"))
    own_valkey.kill()
    loop = asyncio.get_running_loop()
    began = loop.time()
    for ring in range(20):
        with pytest.raises(Temporary, match="redis_url"):
            await doorbell.ring(turn("t1", ring=ring))
    assert loop.time() - began < 3  # and not half a second for each
    await doorbell.close()


@pytest.mark.alone
async def test_a_frozen_server_holds_nobody_up(own_valkey: Valkey) -> None:
    doorbell = ArqDoorbell(own_valkey.url)
    await doorbell.ring(turn("t1"))
    own_valkey.freeze()
    loop = asyncio.get_running_loop()
    began = loop.time()
    for ring in range(20):
        with pytest.raises(Temporary) as caught:
            await doorbell.ring(turn("t1", ring=ring + 2))
        assert caught.value.retry_after is not None
    assert loop.time() - began < 3  # and not half a second for each
    own_valkey.thaw()
    await doorbell.close()


async def test_it_works_again_when_the_server_is_back(own_valkey: Valkey) -> None:
    doorbell, wake_ups = ArqDoorbell(own_valkey.url), WakeUps(own_valkey.url, "default")
    await wake_ups.start()
    own_valkey.kill()
    with pytest.raises(Temporary):
        await doorbell.ring(turn("t1"))
    own_valkey.start()
    waiting = asyncio.create_task(wake_ups.wait(30))
    ring = 1
    async with asyncio.timeout(10):
        while not waiting.done():
            ring += 1
            with suppress(Temporary):
                await doorbell.ring(turn("t1", ring=ring))
            await asyncio.wait([waiting], timeout=0.1)
    assert ("run_turn", ("t1", 1)) in await queued(own_valkey.url, "default")
    await wake_ups.stop()
    await doorbell.close()
