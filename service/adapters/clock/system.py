"""The machine's clock and its source of randomness."""

import asyncio
import secrets
import threading
import time

from service.domain.ids import time_ordered
from service.ports.clock import Clock, Ids

_UNAMBIGUOUS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_ENTROPY_BITS = 80
_STEP_BITS = 48
_FLOAT_BITS = 53


class SystemClock(Clock):
    """The time of this machine."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SystemIds(Ids):
    """Ids by the machine's time, everything unguessable from the operating system.

    Ids of one process sort in the order in which they were made, within a millisecond too.
    A token carries 5 bits in each of its characters: digits and capital letters, the four
    that are mistaken for one another left out.
    """

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def new(self) -> str:
        fresh = (time.time_ns() // 1_000_000) << _ENTROPY_BITS | secrets.randbits(_ENTROPY_BITS)
        with self._lock:
            same = fresh >> _ENTROPY_BITS <= self._last >> _ENTROPY_BITS
            # A random step keeps the next id of a millisecond unguessable.
            self._last = self._last + 1 + secrets.randbits(_STEP_BITS) if same else fresh
            return time_ordered(self._last >> _ENTROPY_BITS, self._last)

    def token(self, size: int) -> str:
        return "".join(secrets.choice(_UNAMBIGUOUS) for _ in range(size))

    def jitter(self) -> float:
        return secrets.randbits(_FLOAT_BITS) / (1 << _FLOAT_BITS)
