"""The CPU that a turn of one step costs its worker, beside litellm's own streaming call."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psutil

from service.domain.ids import PersonId
from service.domain.states import State
from tests.bench.children import Child, call, child
from tests.bench.deployment import Deployment, cpu_seconds, deployment, worker
from tests.bench.figures import Figure, Sizes
from tests.bench.rows.dispatch import as_request
from tests.servers.openai import OpenAiServer
from tests.servers.openai_replies import says

AT_ONCE = 4


def measure(sizes: Sizes) -> Sequence[Figure]:
    """CPU of the worker per one-step turn."""
    return asyncio.run(_measure(sizes.calls))


async def _measure(calls: int) -> Sequence[Figure]:
    async with OpenAiServer(says("Hello.")).running() as server:
        async with deployment(model_base=server.base) as on, worker(on) as process:
            person = await on.person()
            await _turns(on, process, person, "warm", AT_ONCE * 2)
            turn = await _turns(on, process, person, "m", calls)
        request = as_request(server.requests[-1].body)
        async with child("bare", "litellm", server.base) as bare:
            assert await bare.told() == "ready"
            await _calls(bare, request, AT_ONCE * 2)
            alone = await _calls(bare, request, calls)
    note = f"a turn {turn:.1f} ms, a call {alone:.1f} ms"
    return [
        Figure("ratio", turn / alone, "×", 2.5, note=note),
        Figure("turn", turn, "ms", beside=alone, beside_what="the same call by litellm alone"),
    ]


async def _turns(
    on: Deployment, process: psutil.Process, person: PersonId, name: str, count: int
) -> float:
    before = cpu_seconds(process)
    for first in range(0, count, AT_ONCE):
        messages = (on.say(person, f"{name}{first + each}") for each in range(AT_ONCE))
        for received in await asyncio.gather(*messages):
            await on.until(received.session.number, State.DONE)
    return (cpu_seconds(process) - before) / count * 1000


async def _calls(bare: Child, request: dict[str, Any], count: int) -> float:
    told = await call(bare, request, calls=count, at_once=AT_ONCE)
    return float(told["cpu"]) / count * 1000
