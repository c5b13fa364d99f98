"""A doorbell and signals in memory, for tests of what rings and listens."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from service.domain.effects import Ring, Signal
from service.domain.errors import Temporary


class FakeDoorbell:
    """Keeps the rings of each pool, each id once, as a queue does."""

    def __init__(self) -> None:
        self.away = False
        self._rings: dict[str, dict[str, Ring]] = {}

    async def ring(self, ring: Ring) -> None:
        if self.away:
            raise Temporary("the doorbell is broken; mend it", source="redis")
        self._rings.setdefault(ring.pool, {}).setdefault(ring.id, ring)

    def rings(self, pool: str = "default") -> list[Ring]:
        """Return what the workers of the pool would find, oldest first."""
        return list(self._rings.get(pool, {}).values())

    async def close(self) -> None:
        self._rings.clear()


class FakeSignals:
    """Hands every signal to whoever listens at the time."""

    def __init__(self) -> None:
        self.away = False
        self.published: list[Signal] = []
        self._inboxes: list[tuple[tuple[type[Signal], ...], asyncio.Queue[Signal]]] = []

    async def publish(self, signal: Signal) -> None:
        if self.away:
            raise Temporary("nobody hears; mend it", source="redis")
        self.published.append(signal)
        for kinds, inbox in self._inboxes:
            if isinstance(signal, kinds):
                inbox.put_nowait(signal)

    @asynccontextmanager
    async def subscribe(self, *kinds: type[Signal]) -> AsyncIterator[AsyncIterator[Signal]]:
        entry = (kinds, asyncio.Queue[Signal]())
        self._inboxes.append(entry)
        stream = self._taken_from(entry[1])
        try:
            yield stream
        finally:
            await stream.aclose()
            self._inboxes.remove(entry)

    async def _taken_from(self, inbox: asyncio.Queue[Signal]) -> AsyncGenerator[Signal, None]:
        while True:
            yield await inbox.get()

    async def close(self) -> None:
        self._inboxes.clear()
