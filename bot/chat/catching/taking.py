"""Messages of the history go the way of live ones."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

from bot.chat.catching.tally import Picked, Tally
from service.domain.errors import Temporary
from service.ports.clock import Clock

M = TypeVar("M")
_PAUSE = 2.0
_log = structlog.get_logger(__name__)


class Taking(Generic[M]):
    """Hands messages on, oldest first within a place, and counts what comes of them.

    `take` takes a message in as if it came just now, and returns None if heddle is not
    concerned. `oldest` is the moment before which one is too old to be acted upon: it is counted.
    """

    def __init__(
        self,
        channel: str,
        take: Callable[[M], Awaitable[Picked | None]],
        clock: Clock,
        oldest: float,
        tally: Tally,
    ) -> None:
        self._channel = channel
        self._take = take
        self._clock = clock
        self._oldest = oldest
        self._tally = tally
        self._taken: dict[tuple[str, str], asyncio.Event] = {}

    async def once(self, key: tuple[str, str], at: float, message: M, *, concerns: bool) -> None:
        """Take in a message that was written at that moment, once for each room and id in `key`;
        `concerns` tells whether heddle would have heard it. Returns when it has been taken in,
        by whomever: what follows may concern heddle because of it.
        """
        if (taken := self._taken.get(key)) is not None:
            await taken.wait()
            return
        taken = self._taken[key] = asyncio.Event()
        try:
            await self._taken_in(key, at, message, concerns=concerns)
        finally:
            taken.set()

    async def _taken_in(
        self, key: tuple[str, str], at: float, message: M, *, concerns: bool
    ) -> None:
        if at < self._oldest:
            self._tally.old += concerns
            return
        picked = await self.event(message, key)
        if picked is not None:
            self._tally.add(picked)

    async def event(self, event: M, key: tuple[str, str]) -> Picked | None:
        """Take an event in, as soon as the database lets us."""
        while True:
            try:
                return await self._take(event)
            except Temporary as error:
                _log.info("catching_up_delayed", channel=self._channel, error=str(error))
                await self._clock.sleep(error.retry_after or _PAUSE)
            except Exception:
                # One that cannot be taken must not keep the others from it.
                _log.exception("missed_message_broke", channel=self._channel, message=key)
                self._tally.failed += 1
                return None
