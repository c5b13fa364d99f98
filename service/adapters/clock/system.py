"""The machine's clock and its source of randomness."""

import asyncio
import secrets
import time

from service.domain.ids import time_ordered
from service.ports.clock import Clock, Ids

_UNAMBIGUOUS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_ENTROPY_BITS = 80
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

    A token carries 5 bits in each of its characters: digits and capital letters, the four
    that are mistaken for one another left out.
    """

    def new(self) -> str:
        return time_ordered(time.time_ns() // 1_000_000, secrets.randbits(_ENTROPY_BITS))

    def token(self, size: int) -> str:
        return "".join(secrets.choice(_UNAMBIGUOUS) for _ in range(size))

    def jitter(self) -> float:
        return secrets.randbits(_FLOAT_BITS) / (1 << _FLOAT_BITS)
