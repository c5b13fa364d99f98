"""No queue to ring at: who is told nothing finds out by a timer or a poll."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.domain.effects import Ring, Signal
from service.ports.doorbell import Doorbell
from service.ports.signals import Signals


class SilentDoorbell(Doorbell):
    """Rings nowhere."""

    async def ring(self, ring: Ring) -> None:
        """Leave it to the ring's timer."""

    async def close(self) -> None:
        """Nothing is open."""


class SilentSignals(Signals):
    """Reaches nobody."""

    async def publish(self, signal: Signal) -> None:
        """Leave it to whoever polls."""

    @asynccontextmanager
    async def subscribe(self, *kinds: type[Signal]) -> AsyncIterator[AsyncIterator[Signal]]:  # noqa: ARG002
        """Yield a stream in which nothing ever comes."""
        yield _Nothing()

    async def close(self) -> None:
        """Nothing is open."""


class _Nothing(AsyncIterator[Signal]):
    async def __anext__(self) -> Signal:
        await asyncio.Event().wait()
        raise StopAsyncIteration
