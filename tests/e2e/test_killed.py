"""Whatever is killed, frozen or emptied on the way, and whatever the model's server does."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from service.domain.effects import Job, Ring
from service.domain.events import Event, Kind
from service.domain.ids import SessionNumber
from service.domain.receipts import PENDING, receipt_key
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.settings.groups import Models
from service.usecases.receive import Arrival, receive
from tests.e2e.running import Up, wait_until
from tests.e2e.talking import Talk, talking
from tests.e2e.test_turns import worker_of
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import (
    calls,
    cut_after,
    fails,
    hangs_after,
    says,
    streams,
)
from tests.servers.ports import free_port

pytestmark = pytest.mark.timeout(240)

MODELS = Models(default="local", aliases={"local": ["openai/scripted"]}, silence=2.0)
STEPS = 12


def one_more_file(exchange: Exchange) -> int:
    """Count the results of `write_file` that the request already holds."""
    return sum(each["role"] == "tool" for each in exchange.body["messages"])


async def works(exchange: Exchange) -> None:
    """Write a file a step, slowly, then finish: what the request holds says how far it is."""
    done = one_more_file(exchange)
    await asyncio.sleep(0.25)
    if done >= STEPS:
        finish = json.dumps({"summary": "All written."})
        await calls((0, f"c{done}", "finish", finish))(exchange)
        return
    arguments = json.dumps({"path": f"part-{done}.md", "content": f"part {done}"})
    await calls((0, f"c{done}", "write_file", arguments))(exchange)


@asynccontextmanager
async def deployment(folder: Path, **more: str) -> AsyncIterator[tuple[Up, Talk, OpenAiServer]]:
    """Start one; `more` are settings by their names, of those that are no groups."""
    server = OpenAiServer()
    async with server.running():
        variables = {
            "HEDDLE_MODELS__BASE_URL": server.base,
            "HEDDLE_MODELS__ALIASES": json.dumps(MODELS.aliases),
            "HEDDLE_MODELS__DEFAULT": MODELS.default,
            "HEDDLE_MODELS__SILENCE": str(MODELS.silence),
            "OPENAI_API_KEY": "not-a-key",
            **{f"HEDDLE_{name.upper()}": text for name, text in more.items()},
        }
        up = Up(folder, free_port(), **variables)
        try:
            await asyncio.to_thread(up.start)
            async with talking(up.folder, MODELS, others=more) as talk:
                yield up, talk, server
        finally:
            await asyncio.to_thread(up.close)


async def events_of(talk: Talk, number: SessionNumber) -> list[Event]:
    return list(await talk.service.store.read(lambda reads: reads.events(number)))


async def assert_nothing_is_lost_or_doubled(talk: Talk, number: SessionNumber) -> None:
    events = await events_of(talk, number)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    receipts = await talk.service.store.read(lambda reads: reads.receipts(number))
    assert receipts
    assert not [each for each in receipts if each.fate in PENDING]
    ended = [event.payload["call"] for event in events if event.kind == Kind.TOOL_ENDED]
    assert len(ended) == len(set(ended))
    messages = [event for event in events if event.kind == Kind.MESSAGE]
    assert len(messages) == len({event.payload["text"] for event in messages})


@pytest.mark.alone
async def test_workers_bot_and_queue_are_killed_in_the_middle_of_turns(tmp_path: Path) -> None:
    async with deployment(tmp_path / "data") as (up, talk, server):
        server.script(works)
        first = (await talk.say("t1", "Write it all")).session.number
        second = (await talk.say("t2", "Write it too")).session.number
        await talk.until_step(first)

        killed = time.time()
        worker_of(up).kill()
        bot = up.child("bot", "bot")
        assert bot is not None
        bot.kill()
        steps = (await talk.session(first)).steps
        await asyncio.to_thread(wait_until, lambda: taken_over(up), "a worker is back")
        await talk.until_step(first, above=steps)
        print(f"a step after the kill: {time.time() - killed:.1f} s")
        assert time.time() - killed < 15

        queue = up.child("valkey")
        assert queue is not None
        queue.kill()
        third = (await talk.say("t3", "And this while the queue is away")).session.number

        await send_five_times_out_of_order(talk, "t3")
        for number in (first, second, third):
            done = await talk.until(number, State.DONE, State.FAILED)
            assert done.state == State.DONE
            await assert_nothing_is_lost_or_doubled(talk, number)


def taken_over(up: Up) -> bool:
    return up.child("service", "worker") is not None


async def send_five_times_out_of_order(talk: Talk, thread: str) -> None:
    """Deliver two messages five times each, in an order that no platform promises."""
    where = ThreadKey("test", "w", "r", thread)
    arrivals = [
        Arrival(receipt_key("test", "w", "r", f"again-{each}"), where, talk.person.id, text, "test")
        for each, text in enumerate(["First addition", "Second addition"])
    ]
    orders = [1, 0, 0, 1, 1, 0, 1, 0, 0, 1]
    found = await asyncio.gather(*(receive(talk.service.ports, arrivals[each]) for each in orders))
    assert len({each.receipt.seq for each in found}) == 2


async def test_an_emptied_queue_and_a_worker_that_sleeps_lose_nothing(tmp_path: Path) -> None:
    async with deployment(tmp_path / "data") as (up, talk, server):
        server.script(works)
        number = (await talk.say("t1", "Write it all")).session.number
        await talk.until_step(number)
        worker = worker_of(up)
        worker.send_signal(signal.SIGSTOP)
        with redis.Redis.from_url(f"unix://{up.folder / 'valkey' / 'valkey.sock'}") as queue:
            queue.flushall()
        await talk.until_taken(number)
        worker.send_signal(signal.SIGCONT)
        done = await talk.until(number, State.DONE, State.FAILED)
        assert done.state == State.DONE
        await assert_nothing_is_lost_or_doubled(talk, number)


async def test_two_rings_for_one_turn_run_it_once(tmp_path: Path) -> None:
    async with deployment(tmp_path / "data") as (_up, talk, server):
        server.script(says("Just once."))
        received = await talk.say("t1", "Say it once")
        turn = received.session.turn_id
        assert turn is not None
        for again in (2, 3, 4):
            ring = Ring(Job.TURN, turn, 1, again, "default")
            await talk.service.ports.doorbell.ring(ring)
        number = received.session.number
        await talk.until(number, State.DONE, State.FAILED)
        replies = [e for e in await events_of(talk, number) if e.kind == Kind.ASSISTANT]
        assert len(replies) == 1
        assert len(server.requests) == 1


BROKEN: dict[str, list[Any]] = {
    "hangs": [hangs_after("I think")],
    "streams garbage": [streams("{not json", "[1,2")],
    "limits": [fails(429, "slow down", headers={"retry-after": "1"})],
    "breaks": [fails(500, "oops"), fails(503, "away")],
    "cuts the stream": [cut_after("Half of a sen")],
}


async def test_a_model_that_fails_in_every_way_is_outlived_and_seen(tmp_path: Path) -> None:
    async with deployment(tmp_path / "data") as (_up, talk, server):
        for name, behaviours in BROKEN.items():
            server.script(*behaviours, says("Here it is."))
            number = (await talk.say(name, f"Do it although the model {name}")).session.number
            done = await talk.until(number, State.DONE, State.FAILED)
            assert done.state == State.DONE, name
            events = await events_of(talk, number)
            assert [e for e in events if e.kind == Kind.WAIT], f"{name}: its wait is shown"
            replies = [e.payload["text"] for e in events if e.kind == Kind.ASSISTANT]
            assert replies == ["Here it is."], name
            await assert_nothing_is_lost_or_doubled(talk, number)
