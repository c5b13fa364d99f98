"""Many sessions that wait for their model at the same time, in one worker."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

import psutil

from service.domain.states import State
from tests.bench.children import call, child
from tests.bench.deployment import PATIENCE, deployment, worker
from tests.bench.figures import Figure, Sizes
from tests.bench.rows.dispatch import as_request
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import says

_MB = 1024 * 1024


def measure(sizes: Sizes) -> Sequence[Figure]:
    """Memory of a worker with every session's model call in flight."""
    return asyncio.run(_measure(sizes.in_flight))


class HoldingServer(OpenAiServer):
    """Answers nobody before `count` requests are there and it is told to."""

    def __init__(self) -> None:
        super().__init__(says("Hello."))
        self.released = asyncio.Event()
        self.released.set()

    async def hold(self, exchange: Exchange) -> None:
        """Answer once released."""
        await self.released.wait()
        await says("Hello.")(exchange)


async def _measure(count: int) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        server = HoldingServer()
        server.script(server.hold)
        await stack.enter_async_context(server.running())
        on = await stack.enter_async_context(deployment(model_base=server.base))
        async with worker(on) as process:
            person = await on.person()
            server.released.clear()
            already = len(server.requests)
            started = [await on.say(person, f"m{number}") for number in range(count)]
            own = await _memory(server, already + count, process)
            for each in started:
                await on.until(each.session.number, State.DONE)
        async with child("bare", "litellm", server.base) as bare:
            assert await bare.told() == "ready"
            server.released.clear()
            already = len(server.requests)
            request = as_request(server.requests[-1].body)
            calling = asyncio.create_task(call(bare, request, calls=count, at_once=count))
            alone = await _memory(server, already + count, psutil.Process(bare.pid))
            await calling
    what = f"litellm alone with {count} calls"
    return [Figure(f"{count} sessions", own, "MB", 350, beside=alone, beside_what=what)]


async def _memory(server: HoldingServer, requests: int, process: psutil.Process) -> float:
    """Return the memory while that many requests are held, and let them go."""
    async with asyncio.timeout(PATIENCE):
        await server.request(requests)
        # The caller is still busy with what follows sending: measure when it sleeps.
        while await asyncio.to_thread(process.cpu_percent, 0.5) > 20:
            pass
    used = float(process.memory_info().rss) / _MB
    server.released.set()
    return used
