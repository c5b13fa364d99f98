"""From a message that is handed to intake to its model request, one at a time."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis

from service.adapters.doorbell.doorbell import ArqDoorbell
from service.domain.effects import Job, Ring
from service.domain.states import State
from tests.bench.bare import POOL, STARTED
from tests.bench.children import call, child
from tests.bench.deployment import Deployment, deployment, worker
from tests.bench.figures import Figure, Sizes, middle, percentile
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import says


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Message handed to intake → model request arrives, embedded."""
    return asyncio.run(_measure(sizes.messages))


class NotingServer(OpenAiServer):
    """Answers with a word, and notes when each request arrived."""

    def __init__(self) -> None:
        super().__init__(self._answer_noting)
        self.arrived: asyncio.Queue[float] = asyncio.Queue()

    async def _answer_noting(self, exchange: Exchange) -> None:
        self.arrived.put_nowait(time.monotonic())
        await says("Hello.")(exchange)


async def _measure(messages: int) -> Sequence[Figure]:
    async with NotingServer().running() as server:
        assert isinstance(server, NotingServer)
        async with deployment(model_base=server.base) as on:
            async with worker(on):
                waits = await _messages(on, server, messages)
            rings = await _rings(on.settings.redis_url or "", messages)
        share = await _share(server, messages)
    note = f"of which litellm {middle(share):.1f}"
    arq = "bare arq with a wake-up"
    return [
        Figure("p50", middle(waits), "ms", 12, beside=middle(rings), beside_what=arq, note=note),
        Figure("p95", percentile(waits, 0.95), "ms", 25, beside=percentile(rings, 0.95)),
    ]


async def _messages(on: Deployment, server: NotingServer, count: int) -> list[float]:
    person, waits = await on.person(), []
    await server.arrived.get()  # the worker's first turn
    for number in range(count):
        began = time.monotonic()
        received = await on.say(person, f"m{number}")
        waits.append((await server.arrived.get() - began) * 1000)
        await on.until(received.session.number, State.DONE)
    return waits


async def _rings(url: str, count: int) -> list[float]:
    doorbell, waits = ArqDoorbell(url), []
    async with child("bare", "arq", url) as bare, Redis.from_url(url) as redis:
        assert await bare.told() == "ready"
        for number in range(count + 1):
            began = time.monotonic()
            await doorbell.ring(Ring(Job.TURN, f"t{number}", 1, 1, POOL))
            _, started = await redis.blpop([STARTED])
            waits.append((float(started) - began) * 1000)
    await doorbell.close()
    return waits[1:]


async def _share(server: NotingServer, count: int) -> list[float]:
    """Return what litellm takes from the call until its request is there."""
    body = server.requests[-1].body
    while not server.arrived.empty():
        server.arrived.get_nowait()
    async with child("bare", "litellm", server.base) as bare:
        assert await bare.told() == "ready"
        told = await call(bare, as_request(body), calls=count + 1)
    arrived = [server.arrived.get_nowait() for _ in range(count + 1)]
    pairs = zip(told["began"], arrived, strict=True)
    return [(came - began) * 1000 for began, came in pairs][1:]


def as_request(body: dict[str, Any]) -> dict[str, Any]:
    """Return litellm's arguments for a request that the server has seen."""
    return {
        "model": f"openai/{body['model']}",
        "messages": body["messages"],
        "tools": body["tools"],
    }
