"""Keeping something busy, and noting how long each piece of it took."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.bench.figures import percentile


@dataclass(frozen=True, slots=True)
class Load:
    """What a load took: how many a second, and each one's milliseconds."""

    per_second: float
    waits: Sequence[float]

    def shares(self) -> str:
        """Return the percentiles as people read them."""
        each = {name: percentile(self.waits, share) for name, share in SHARES.items()}
        return ", ".join(f"{name} {wait:.1f} ms" for name, wait in each.items())


SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}

Act = Callable[[int], Awaitable[object]]


async def saturated(act: Act, seconds: float, tasks: int = 10) -> Load:
    """Do `act` with ever new numbers, `tasks` at a time, for some seconds."""
    waits: list[float] = []
    began, numbers = time.monotonic(), iter(range(10**9))

    async def one() -> None:
        while time.monotonic() - began < seconds:
            waits.append(await timed(act, next(numbers)))

    await asyncio.gather(*(one() for _ in range(tasks)))
    return Load(len(waits) / (time.monotonic() - began), waits)


async def paced(act: Act, seconds: float, per_second: float) -> Load:
    """Do `act` at fixed times, whatever it takes, and count each wait from its time."""
    loop, waits = asyncio.get_running_loop(), []
    began = loop.time()

    async def one(number: int) -> None:
        due = began + number / per_second
        await asyncio.sleep(due - loop.time())
        await act(number)
        waits.append((loop.time() - due) * 1000)

    await asyncio.gather(*(one(number) for number in range(int(seconds * per_second))))
    return Load(per_second, waits)


async def timed(act: Act, number: int) -> float:
    """Return the milliseconds that one took."""
    began = time.perf_counter()
    await act(number)
    return (time.perf_counter() - began) * 1000
