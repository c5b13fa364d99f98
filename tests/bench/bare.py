"""The bare baselines that need a process of their own: arq with a wake-up, and litellm alone.

`python -m tests.bench.bare arq URL` or `litellm BASE`; whoever starts it talks to it in
lines of JSON and ends it by closing its input.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import psutil

POOL = "bare"
STARTED = "bench:started"


def said(content: object) -> None:
    """Say something to the parent."""
    print(json.dumps(content), flush=True)


async def heard() -> Any:
    """Return what the parent says next; None at its end."""
    line = await asyncio.to_thread(sys.stdin.readline)
    return json.loads(line) if line else None


async def run_turn(ctx: dict[str, Any], turn: str, attempt: int) -> None:
    """Do nothing but tell when."""
    await ctx["queue"].rpush(STARTED, time.monotonic())


class Nowhere:
    """Finds nothing: there is no database."""

    async def find(self, places: int) -> Sequence[tuple[str, int]]:
        """Find nothing."""
        return ()

    def pause(self) -> float:
        """Look once a second."""
        return 1.0


async def arq(url: str) -> None:
    """Serve no-op jobs through the adapter that turns use."""
    from service.adapters.doorbell.queueing import worker_queue
    from service.adapters.doorbell.waking import WakeUps
    from service.worker.loop import Worker

    queue, wake_ups = worker_queue(url, POOL), WakeUps(url, POOL)
    worker = Worker([run_turn], queue, wake_ups, Nowhere(), concurrency=10, ctx={"queue": queue})
    await wake_ups.start()
    serving = asyncio.create_task(worker.main())
    said("ready")
    await heard()
    serving.cancel()
    await asyncio.wait([serving])
    await wake_ups.stop()
    await queue.aclose(close_connection_pool=True)


async def litellm(base: str) -> None:
    """Answer each order `{"requests", "calls", "at_once", "every"}` with what the calls took.

    So many go out at once and the next when all are answered, or, if it is not zero, one `every`
    so many seconds. The requests are taken in turn.
    """
    from service.adapters.model.environment import close_clients
    from service.adapters.model.environment import litellm as client

    process = psutil.Process()

    async def call(request: dict[str, Any]) -> float:
        began = time.monotonic()
        stream = await client.acompletion(
            **request,
            stream=True,
            stream_options={"include_usage": True},
            api_base=base,
            api_key="none",
            timeout=120,
            max_retries=0,
            num_retries=0,
        )
        async for _ in stream:
            pass
        return began

    async def several(requests: Sequence[dict[str, Any]], order: dict[str, Any]) -> list[float]:
        began = []
        for first in range(0, order["calls"], order["at_once"]):
            last = min(first + order["at_once"], order["calls"])
            calls = (call(requests[each % len(requests)]) for each in range(first, last))
            began += await asyncio.gather(*calls)
        return began

    async def paced(requests: Sequence[dict[str, Any]], order: dict[str, Any]) -> list[float]:
        async with asyncio.TaskGroup() as group:
            calls = []
            for each in range(order["calls"]):
                calls.append(group.create_task(call(requests[each % len(requests)])))
                await asyncio.sleep(order["every"])
        return [each.result() for each in calls]

    said("ready")
    while (order := await heard()) is not None:
        before = process.cpu_times()
        began = await (paced if order["every"] else several)(order["requests"], order)
        after = process.cpu_times()
        cpu = after.user + after.system - before.user - before.system
        said({"began": began, "cpu": cpu})
    await close_clients()


if __name__ == "__main__":
    asyncio.run({"arq": arq, "litellm": litellm}[sys.argv[1]](sys.argv[2]))
