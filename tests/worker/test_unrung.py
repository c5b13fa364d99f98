"""A worker whose queue is away finds turns in the database, and runs each of them once."""

import asyncio
from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from service.domain.errors import Temporary
from service.worker import loop
from tests.servers.valkey import Valkey
from tests.worker.test_loop import Database, Work, ring, rung_until_ended, working


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "PATIENCE", 0.2)


async def test_turns_begin_and_end_while_the_queue_is_away(own_valkey: Valkey) -> None:
    work = Work()
    database = Database(work)
    async with working(own_valkey.url, work, poll=0.05, database=database) as (_, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        assert not database.looks, "a queue that is there is enough"
        own_valkey.kill()
        with structlog.testing.capture_logs() as logs:
            database.turns = ["quick1", "quick2"]
            await work.until(lambda: work.ended == ["quick1", "quick2"])
            database.turns.append("quick3")
            await work.until(lambda: "quick3" in work.ended)
            own_valkey.start()
            await rung_until_ended(work, doorbell, "quick4")
        assert [each["event"] for each in logs] == ["queue_away", "queue_back"]
        assert work.unrung == ["quick1", "quick2", "quick3"]
        looks = len(database.looks)
        await doorbell.ring(ring("quick5"))
        await work.until(lambda: "quick5" in work.ended)
        assert len(database.looks) == looks


async def test_a_worker_that_starts_without_a_queue_works(tmp_path: Path) -> None:
    work = Work()
    database = Database(work)
    database.turns = ["quick"]
    async with working(f"unix://{tmp_path}/nobody", work, database=database):
        await work.until(lambda: work.ended == ["quick"])


async def test_a_queue_that_is_full_counts_as_away(own_valkey: Valkey) -> None:
    work = Work()
    database = Database(work)
    async with working(own_valkey.url, work, poll=0.05, database=database) as (worker, doorbell):
        worker.health_check_interval = 0
        await doorbell.ring(ring("quick"))
        await work.until(lambda: work.ended == ["quick"])
        async with Redis.from_url(own_valkey.url) as operator:
            await operator.config_set("maxmemory", "1")
            with pytest.raises(Temporary):
                await doorbell.ring(ring("lost"))
            database.turns = ["quick2"]
            await work.until(lambda: "quick2" in work.ended)
            await operator.config_set("maxmemory", "0")
        await rung_until_ended(work, doorbell, "quick3")


async def test_it_takes_no_more_than_it_has_places(own_valkey: Valkey) -> None:
    work = Work()
    database = Database(work)
    async with working(own_valkey.url, work, 3, 0.05, database) as (_, doorbell):
        await doorbell.ring(ring("long"))
        await work.until(lambda: work.started == ["long"])
        own_valkey.kill()
        database.turns = ["one", "two", "three", "four"]
        await work.until(lambda: len(work.started) == 3)
        assert work.started == ["long", "one", "two"]
        looks = len(database.looks)
        await asyncio.sleep(0.3)
        assert len(database.looks) == looks, "who is full need not look"
        # The end of the one that was rung for cannot be written; its place is free all the same.
        work.may_end.set()
        await work.until(lambda: len(work.ended) == 5)
        assert work.unrung == ["one", "two", "three", "four"]


async def test_no_turn_runs_twice_when_the_queue_is_back(own_valkey: Valkey) -> None:
    work = Work()
    database = Database(work)
    async with working(own_valkey.url, work, database=database, poll=0.05) as (_, doorbell):
        await doorbell.ring(ring("quick"))
        await work.until(lambda: work.ended == ["quick"])
        own_valkey.freeze()
        database.turns = ["found"]
        await work.until(lambda: work.started == ["quick", "found"])
        with pytest.raises(Temporary):
            await doorbell.ring(ring("found"))  # it arrives once the server goes on
        own_valkey.thaw()
        for number in range(2, 4):
            await rung_until_ended(work, doorbell, f"quick{number}")
            await doorbell.ring(ring("found", number))
        await rung_until_ended(work, doorbell, "quick4")
        assert work.started.count("found") == 1
        work.may_end.set()
        await work.until(lambda: "found" in work.ended)
        # The rings that were left out meanwhile are heard once it is over.
        await work.until(lambda: work.started.count("found") > 1)


async def test_draining_counts_what_was_found(own_valkey: Valkey) -> None:
    work = Work()
    database = Database(work)
    async with working(own_valkey.url, work, poll=0.05, database=database) as (worker, _):
        own_valkey.kill()
        worker.poll_delay_s = 0.05
        database.turns = ["long"]
        await work.until(lambda: work.started == ["long"])
        assert await worker.drain(0.05, 5) == 0
        assert work.cancelled == ["long"]
        database.turns = ["late"]
        await asyncio.sleep(0.3)
        assert work.started == ["long"]


async def test_a_bug_in_looking_or_in_a_turn_leaves_the_worker_alive(tmp_path: Path) -> None:
    work = Work()
    database = Database(work)
    database.breaks = True
    async with working(f"unix://{tmp_path}/nobody", work, database=database):
        with structlog.testing.capture_logs() as logs:
            await work.until(lambda: len(database.looks) > 2)
            database.breaks = False
            database.turns = ["breaks", "quick"]
            await work.until(lambda: any(each["event"] == "turn_broke" for each in logs))
            await work.until(lambda: work.ended == ["quick"])
        events = [each["event"] for each in logs]
        assert events.count("queue_away") == 2, "the outage, and the bug"
        await work.until(lambda: database.looks[-1] == 10)
