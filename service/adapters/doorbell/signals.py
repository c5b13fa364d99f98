"""Signals over pub/sub: one subscription per kind and process, shared by all who listen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from service.adapters.doorbell import wire
from service.adapters.doorbell.listening import Listener
from service.adapters.doorbell.reaching import PATIENCE, SOCKET_PATIENCE, Reach
from service.domain.effects import Signal
from service.ports.signals import Signals

ROOM = 1000
"""Signals kept for a slow listener; the oldest are dropped beyond it, as in an outage."""


class RedisSignals(Signals):
    """Publishes and subscribes on one server. Making it connects nothing yet."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=SOCKET_PATIENCE,
            socket_timeout=SOCKET_PATIENCE,
        )
        self._reach = Reach()
        self._kinds: dict[type[Signal], _Kind] = {}

    async def publish(self, signal: Signal) -> None:
        channel, content = wire.channel(type(signal)), wire.dump_signal(signal)
        await self._reach(
            f"A signal ({type(signal).__name__}) was not sent",
            lambda: self._redis.publish(channel, content),
        )

    @asynccontextmanager
    async def subscribe(self, *kinds: type[Signal]) -> AsyncIterator[AsyncIterator[Signal]]:
        inbox: asyncio.Queue[Signal] = asyncio.Queue(ROOM)
        for kind in kinds:
            self._kinds.setdefault(kind, _Kind(self._url, kind)).add(inbox)
        try:
            for kind in kinds:
                await self._kinds[kind].listener.ready(PATIENCE)
            yield _Stream(inbox)
        finally:
            for kind in kinds:
                await self._leave(kind, inbox)

    async def _leave(self, kind: type[Signal], inbox: asyncio.Queue[Signal]) -> None:
        entry = self._kinds[kind]
        entry.inboxes.remove(inbox)
        if not entry.inboxes:
            del self._kinds[kind]
            await entry.listener.stop()

    async def close(self) -> None:
        kinds, self._kinds = self._kinds, {}
        for entry in kinds.values():
            await entry.listener.stop()
        await self._redis.aclose()


class _Kind:
    """The process's one subscription to a kind of signals, and who listens to it."""

    def __init__(self, url: str, kind: type[Signal]) -> None:
        self._kind = kind
        self.inboxes: list[asyncio.Queue[Signal]] = []
        self.listener = Listener(url, wire.channel(kind), self._deliver)

    def add(self, inbox: asyncio.Queue[Signal]) -> None:
        self.inboxes.append(inbox)
        self.listener.start()

    def _deliver(self, content: bytes) -> None:
        try:
            signal = wire.load_signal(self._kind, content)
        except ValueError:
            return  # of another version of heddle, or not heddle's: a lost hint like any other
        for inbox in self.inboxes:
            if inbox.full():
                inbox.get_nowait()
            inbox.put_nowait(signal)


class _Stream(AsyncIterator[Signal]):
    """What arrives in an inbox. No generator: one that is cancelled in a wait is over."""

    def __init__(self, inbox: asyncio.Queue[Signal]) -> None:
        self._inbox = inbox

    async def __anext__(self) -> Signal:
        return await self._inbox.get()
