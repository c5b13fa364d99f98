"""How a worker waits for work: until it is woken, or until it is time to look by itself."""

import asyncio
from contextlib import suppress

from service.adapters.doorbell import wire
from service.adapters.doorbell.listening import Listener


class WakeUps:
    """The wake-ups of one pool; several between two waits count as one."""

    def __init__(self, url: str, pool: str) -> None:
        self._rung = asyncio.Event()
        self._listener = Listener(url, wire.wake(pool), lambda _: self.wake())

    async def start(self) -> None:
        """Begin to listen; returns when a ring would be heard, or after a moment without."""
        self._listener.start()
        await self._listener.ready(1.0)

    async def wait(self, seconds: float) -> None:
        """Return when rung since the last wait, at the latest after `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()

    def wake(self) -> None:
        """End the wait, as a ring would."""
        self._rung.set()

    async def stop(self) -> None:
        """Stop listening."""
        await self._listener.stop()
