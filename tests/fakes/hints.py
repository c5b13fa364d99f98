"""A doorbell and signals in memory, for tests of what rings and listens."""

import asyncio
from collections.abc import AsyncIterator
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
        try:
            yield _Stream(entry[1])
        finally:
            self._inboxes.remove(entry)

    async def close(self) -> None:
        self._inboxes.clear()


class _Stream(AsyncIterator[Signal]):
    """What arrives in an inbox; waiting for it may be given up and taken up again."""

    def __init__(self, inbox: asyncio.Queue[Signal]) -> None:
        self._inbox = inbox

    async def __anext__(self) -> Signal:
        return await self._inbox.get()
