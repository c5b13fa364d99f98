"""Signals over pub/sub: one subscription per kind and process, shared by all who listen."""

import asyncio
from collections.abc import AsyncIterator, Sequence
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
        self._waiting: list[Signal] = []
        self._sending: asyncio.Task[None] | None = None

    async def publish(self, signal: Signal) -> None:
        """Send it, with all others that wait for their turn just now. Raises Temporary."""
        self._waiting.append(signal)
        if len(self._waiting) == 1 or self._sending is None:
            self._sending = asyncio.create_task(self._send_all(self._sending))
            self._sending.add_done_callback(_seen)
        await asyncio.shield(self._sending)

    async def _send_all(self, before: "asyncio.Task[None] | None") -> None:
        """Send what waits once those before it are gone: one connection does for all."""
        if before is not None:
            await asyncio.wait({before})
        signals, self._waiting = self._waiting, []
        kinds = ", ".join(sorted({type(each).__name__ for each in signals}))
        await self._reach(f"A signal ({kinds}) was not sent", lambda: self._publish(signals))

    async def _publish(self, signals: Sequence[Signal]) -> None:
        async with self._redis.pipeline(transaction=False) as commands:
            for each in signals:
                commands.publish(wire.channel(type(each)), wire.dump_signal(each))
            await commands.execute()

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
        if self._sending is not None:
            await asyncio.wait({self._sending})
        kinds, self._kinds = self._kinds, {}
        for entry in kinds.values():
            await entry.listener.stop()
        await self._redis.aclose()


def _seen(sending: "asyncio.Task[None]") -> None:
    """Whoever waited for it is told; it may be that nobody does any more."""
    if not sending.cancelled():
        sending.exception()


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
