"""Waiting until there is something to do: a bell that signals ring, and at most so long."""

import asyncio
from collections.abc import Callable

import structlog

from service.domain.deliveries import PHONE, channel_of
from service.domain.effects import Posted, Signal
from service.ports.clock import Clock
from service.ports.signals import Signals

_log = structlog.get_logger(__name__)


class Bell:
    """Rung by whoever has news, waited for by one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is news."""
        self._rung.set()

    def hush(self) -> None:
        """What was rung for is looked at now."""
        self._rung.clear()

    async def wait(self, seconds: float) -> None:
        """Return when it rings, and after so many seconds."""
        ringing = asyncio.create_task(self._ringing())
        passing = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait({ringing, passing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(ringing, passing)

    async def _ringing(self) -> None:
        await self._rung.wait()

    async def ring_at_pushes(self, signals: Signals) -> None:
        """Ring whenever something for a phone is put into the outbox, until cancelled."""
        await self.ring_at_posts(signals, lambda channel: channel == PHONE)

    async def ring_at_posts(self, signals: Signals, wanted: Callable[[str], bool]) -> None:
        """Ring whenever something for a wanted channel is put into the outbox, until cancelled."""
        await self.ring_at(
            signals, Posted, lambda news: isinstance(news, Posted) and wanted(channel_of(news.lane))
        )

    async def ring_at(
        self, signals: Signals, kind: type[Signal], wanted: Callable[[Signal], bool]
    ) -> None:
        """Ring at every wanted signal of the kind until cancelled."""
        try:
            async with signals.subscribe(kind) as stream:
                async for signal in stream:
                    if wanted(signal):
                        self.ring()
        except Exception:
            # Who listens also polls.
            _log.exception("signals_broke")


async def end(*tasks: "asyncio.Task[None]") -> None:
    """Cancel tasks and wait until they have ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
