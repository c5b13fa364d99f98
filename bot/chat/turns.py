"""What came in is handled in turn: what belongs to one place one after the other."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.chat.catching.jobs import Place

FAREWELL = 3.0
"""Seconds that what is being handled has at the end; platforms wait no longer for an answer."""
_log = structlog.get_logger(__name__)


class Turn:
    """Something that is being handled."""

    def __init__(self, last: "dict[Place, Turn]") -> None:
        self._last = last
        self._place: Place | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def at(self, place: Place) -> "Turn | None":
        """It belongs to this place; return the one that goes first there, if there is one."""
        earlier = self._last.get(place)
        self._last[place], self._place = self, place
        return earlier

    def end(self) -> None:
        """It was handled."""
        self.done.set_result(None)
        if self._place is not None and self._last.get(self._place) is self:
            del self._last[self._place]


class Turns:
    """All that one platform's front end is handling."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._last: dict[Place, Turn] = {}
        self._open: set[Turn] = set()

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Handle something."""
        turn = Turn(self._last)
        self._open.add(turn)
        try:
            yield turn
        finally:
            self._open.discard(turn)
            turn.end()

    async def drained(self) -> None:
        """Return when nothing is being handled any more, or after the farewell."""
        if self._open:
            _, late = await asyncio.wait([each.done for each in self._open], timeout=FAREWELL)
            if late:
                _log.warning("events_cut", channel=self._channel, count=len(late))


async def in_turn(turn: Turn, place: Place) -> None:
    """Wait for the one that came before at this place."""
    earlier = turn.at(place)
    if earlier is not None:
        await asyncio.wait([earlier.done])
