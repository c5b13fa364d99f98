"""Discord's sign that somebody writes: shown while an agent works, and never for longer."""

import asyncio

import structlog

from bot.discord.api.web import Api
from service.domain.errors import HeddleError
from service.ports.clock import Clock

EVERY = 8.0
"""Seconds between two renewals; Discord shows it for ten."""
LEASE = 90.0
"""Seconds after which it ends unless somebody said that the agent still works."""
_log = structlog.get_logger(__name__)


class Typing:
    """One task for each channel where an agent works."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._until: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def works(self, channel: str) -> None:
        """An agent works there: show it, or go on showing it."""
        self._until[channel] = self._clock.monotonic() + LEASE
        if channel not in self._tasks:
            self._tasks[channel] = asyncio.create_task(self._show(channel))

    def still_works(self, channel: str) -> None:
        """Go on showing it where it is shown."""
        if channel in self._tasks:
            self.works(channel)

    def rests(self, channel: str) -> None:
        """Show it no more."""
        task = self._tasks.pop(channel, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """End all of them."""
        tasks = list(self._tasks.values())
        for channel in list(self._tasks):
            self.rests(channel)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, channel: str) -> None:
        try:
            while self._clock.monotonic() < self._until[channel]:
                await self._api.type(channel)
                await self._clock.sleep(EVERY)
        except HeddleError as error:
            _log.info("discord_typing_ended", error=str(error))
        except Exception:
            _log.exception("discord_typing_broke")
        finally:
            if self._tasks.get(channel) is asyncio.current_task():
                del self._tasks[channel]
