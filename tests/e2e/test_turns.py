"""A message becomes a result, whatever process is killed on the way."""

import asyncio
import json
import signal
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from service.domain import demo
from service.domain.states import State
from tests.e2e.running import Up, running, wait_until
from tests.e2e.talking import talking

pytestmark = pytest.mark.timeout(180)


def worker_of(up: Up) -> psutil.Process:
    wait_until(lambda: up.child("service", "worker"), "the worker runs")
    found = up.child("service", "worker")
    assert found is not None
    return found


def tells(up: Up, line: str) -> bool:
    return line in up.get("/metrics").text


async def test_a_message_becomes_a_saved_result(tmp_path: Path) -> None:
    with running(tmp_path / "data") as up:
        async with talking(up.folder) as talk:
            received = await talk.say("t1", "Hello, who is there?")
            done = await talk.until(received.session.number, State.DONE)
        for told in (
            'heddle_turn_seconds_count{model="smart",outcome="finished"} 1.0',
            'heddle_sessions{channel="test",pool="default",state="done"} 1.0',
        ):
            await asyncio.to_thread(wait_until, partial(tells, up, told), told)
        assert done.captures == 1
        manifests = list((up.folder / "captures").rglob("manifest.json"))
        assert len(manifests) == 1
        json.loads(manifests[0].read_text())


@pytest.mark.alone
async def test_the_first_reply_after_a_second_start_comes_quickly(tmp_path: Path) -> None:
    with running(tmp_path / "data") as up:
        up.signal(signal.SIGINT)
        up.wait()
        began = time.monotonic()
        up.start()
        async with talking(up.folder) as talk:
            received = await talk.say("t1", "Hello, who is there?")
            await talk.until(received.session.number, State.DONE)
        print(f"second start to a finished reply: {time.monotonic() - began:.1f} s")
        assert time.monotonic() - began < 20


async def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "data") as up:
        async with talking(up.folder) as talk:
            received = await talk.say("t1", demo.LETTER)
            number = received.session.number
            await talk.until_step(number)
            worker_of(up).kill()
            done = await talk.until(number, State.DONE)
        assert done.captures >= 1
        assert "worker ended (SIGKILL)" in "\n".join(up.lines)


@pytest.mark.alone
async def test_ctrl_c_hands_a_turn_over_and_the_next_start_finishes_it(tmp_path: Path) -> None:
    with running(tmp_path / "data") as up:
        async with talking(up.folder) as talk:
            received = await talk.say("t1", demo.LETTER)
            number = received.session.number
            await talk.until_step(number)
        began = time.monotonic()
        up.signal(signal.SIGINT)
        assert up.wait() == 0
        assert time.monotonic() - began < 10
        up.start()
        async with talking(up.folder) as talk:
            await talk.until(number, State.DONE)
            turns = await talk.service.store.read(lambda reads: reads.turns(number))
        assert [each.crashes for each in turns] == [0]
        assert turns[0].attempt == 2
