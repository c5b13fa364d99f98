"""The bare baselines that need a process of their own: arq with a wake-up, and litellm alone.

`python -m tests.bench.bare arq URL` or `litellm BASE`; whoever starts it talks to it in
lines of JSON and ends it by closing its input.
"""

import asyncio
import json
import sys
import time
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


async def arq(url: str) -> None:
    """Serve no-op jobs through the adapter that turns use."""
    from service.adapters.doorbell.queueing import worker_queue
    from service.adapters.doorbell.waking import WakeUps
    from service.worker.loop import Worker

    queue, wake_ups = worker_queue(url, POOL), WakeUps(url, POOL)
    worker = Worker([run_turn], queue, wake_ups, concurrency=10, ctx={"queue": queue})
    await wake_ups.start()
    serving = asyncio.create_task(worker.main())
    said("ready")
    await heard()
    serving.cancel()
    await asyncio.wait([serving])
    await wake_ups.stop()
    await queue.aclose(close_connection_pool=True)


async def litellm(base: str) -> None:
    """Answer each order `{"calls", "at_once", "request"}` with what the calls took."""
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

    async def several(request: dict[str, Any], calls: int, at_once: int) -> list[float]:
        began = []
        for _ in range(calls // at_once):
            began += await asyncio.gather(*(call(request) for _ in range(at_once)))
        return began

    said("ready")
    while (order := await heard()) is not None:
        before = process.cpu_times()
        began = await several(order["request"], order["calls"], order["at_once"])
        after = process.cpu_times()
        cpu = after.user + after.system - before.user - before.system
        said({"began": began, "cpu": cpu})
    await close_clients()


if __name__ == "__main__":
    asyncio.run({"arq": arq, "litellm": litellm}[sys.argv[1]](sys.argv[2]))
