"""Discord's sign that somebody writes: shown while an agent works, and never for longer."""

import asyncio

import structlog

from bot.courier.platform import Urgency
from bot.discord.api.web import Api
from bot.discord.budget import at
from bot.discord.sending.places import Place
from service.domain.errors import HeddleError
from service.ports.clock import Clock

EVERY = 8.0
"""Seconds between two renewals; Discord shows it for ten."""
LATER = 0.5
"""Seconds that it waits for calls which matter more."""
LEASE = 90.0
"""Seconds after which it ends unless somebody said that the agent still works."""
_log = structlog.get_logger(__name__)


class Typing:
    """One task for each session at work; those in one conversation do not end each other's."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._until: dict[Place, float] = {}
        self._tasks: dict[Place, asyncio.Task[None]] = {}

    def works(self, place: Place) -> None:
        """An agent works there: show it, or go on showing it."""
        self._until[place] = self._clock.monotonic() + LEASE
        if place not in self._tasks:
            self._tasks[place] = asyncio.create_task(self._show(place))

    def still_works(self, place: Place) -> None:
        """Go on showing it where it is shown."""
        if place in self._tasks:
            self.works(place)

    def rests(self, place: Place) -> None:
        """Show it no more."""
        task = self._tasks.pop(place, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """End all of them."""
        tasks = list(self._tasks.values())
        for place in list(self._tasks):
            self.rests(place)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, place: Place) -> None:
        try:
            while self._clock.monotonic() < self._until[place]:
                if self._api.crowded():
                    await self._clock.sleep(LATER)
                    continue
                with at(Urgency.SPARE):
                    await self._api.type(place.channel)
                await self._clock.sleep(EVERY)
        except HeddleError as error:
            _log.info("discord_typing_ended", error=str(error))
        except Exception:
            _log.exception("discord_typing_broke", place=place.channel)
        finally:
            if self._tasks.get(place) is asyncio.current_task():
                del self._tasks[place]
