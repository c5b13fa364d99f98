"""An operator freezes a deployment at work; processes are killed meanwhile; it goes on after."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from service.domain.states import State
from service.domain.turns import TurnState
from tests.e2e.running import Up, answers, environment, wait_until
from tests.e2e.test_killed import (
    assert_nothing_is_lost_or_doubled,
    deployment,
    one_more_file,
    taken_over,
    works,
)
from tests.e2e.test_turns import worker_of
from tests.servers.openai import Exchange

pytestmark = pytest.mark.timeout(240)


async def heddle(up: Up, *arguments: str) -> str:
    """Give a command beside the deployment that runs."""
    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", *arguments],
        env=environment(up.folder, up.port),
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


async def test_frozen_killed_and_thawed_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    async with deployment(tmp_path / "data") as (up, talk, server):
        frozen = asyncio.Event()

        async def slowly(exchange: Exchange) -> None:
            """Write a file, then wait until everything is frozen."""
            if one_more_file(exchange) == 1:
                await frozen.wait()
            await works(exchange)

        server.script(slowly)
        first = (await talk.say("t1", "Write it all")).session.number
        await talk.until_step(first)
        assert "a new disk" in await heddle(up, "freeze", "--reason", "a new disk")
        frozen.set()
        await talk.until_taken(first)
        (given_back,) = await talk.service.store.read(lambda reads: reads.turns(first))
        assert (given_back.state, given_back.crashes) == (TurnState.READY, 0)
        ready = await asyncio.to_thread(up.get, "/readyz")
        assert ready.json()["ready"] is True
        told = ready.json()["wrong"]["frozen"]
        assert told.startswith("heddle is frozen by its operator since ")
        assert told.endswith(": a new disk")
        steps = (await talk.session(first)).steps
        second = (await talk.say("t2", "Write it too")).session.number

        worker_of(up).kill()
        bot = up.child("bot", "bot")
        assert bot is not None
        bot.kill()
        await asyncio.to_thread(wait_until, lambda: taken_over(up), "a worker is back")
        await asyncio.to_thread(wait_until, lambda: answers(up), "a bot is back")
        assert (await talk.session(first)).steps == steps
        assert (await talk.session(second)).steps == 0

        assert "Thawed: 2 turns go on now." in await heddle(up, "thaw")
        for number in (first, second):
            done = await talk.until(number, State.DONE, State.FAILED)
            assert done.state == State.DONE
            await assert_nothing_is_lost_or_doubled(talk, number)
            (turn,) = await talk.service.store.read(lambda reads, its=number: reads.turns(its))  # type: ignore[misc]
            assert turn.crashes == 0
        assert "live" in await heddle(up, "workers")
