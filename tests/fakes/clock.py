"""A clock that moves when a test says so, and ids that are the same in every run."""

import asyncio
import heapq
import itertools
import random

from service.domain.ids import time_ordered

_UNAMBIGUOUS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class FakeClock:
    """Stands still until `advance`; whoever sleeps wakes when its time has come."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._started = now
        self._now = now
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now - self._started

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Let time pass, and wake who slept until then in the order of their times."""
        self._now += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)


class FakeIds:
    """Time-ordered ids and tokens from a seed."""

    def __init__(self, clock: FakeClock | None = None, seed: int = 0) -> None:
        self._clock = clock or FakeClock()
        self._random = random.Random(seed)
        self._count = itertools.count()

    def new(self) -> str:
        # Those of one moment sort as they were made, as the real ones of one process do.
        after = next(self._count) << 60 | self._random.getrandbits(60)
        return time_ordered(int(self._clock.now() * 1000), after)

    def token(self, size: int) -> str:
        return "".join(self._random.choice(_UNAMBIGUOUS) for _ in range(size))

    def jitter(self) -> float:
        return self._random.random()
