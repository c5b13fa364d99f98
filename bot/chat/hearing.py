"""Whether this process hears a platform, and since when it does not.

A connection may be open and nothing arrive on it; its pings are answered all the same. Signs of
life are therefore only what the platform sends by itself.
"""

import asyncio
import itertools
from collections import deque
from dataclasses import dataclass

import structlog

from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

PATIENCE = 60.0
"""Seconds without a sign of life until a connection counts as deaf."""
_REMEMBERED = 1_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How the front end stands, for readiness and metrics; times are seconds since 1970.

    `wrong` says what a person has to put right, empty if nothing. `missed_since` is set while
    there is something that was not heard and not read yet; `unread` names rooms that could not
    be read the last time.
    """

    connected: bool = False
    last_event_at: float | None = None
    missed_since: float | None = None
    wrong: str = ""
    unread: tuple[str, ...] = ()


class Hearing:
    """What one process hears of one platform; `channel` is its name."""

    def __init__(self, channel: str, clock: Clock, telemetry: Telemetry) -> None:
        self._channel = channel
        self._clock = clock
        self._telemetry = telemetry
        self._numbers = itertools.count()
        self._lines = 0
        self._in_flight: dict[int, float] = {}
        self._taken: deque[float] = deque(maxlen=_REMEMBERED)
        self._began = clock.now()
        self._sign: float | None = None
        self._missed: float | None = None
        self._news = asyncio.Event()
        self.last_event_at: float | None = None

    @property
    def connected(self) -> bool:
        """Tell whether a connection is open."""
        return self._lines > 0

    @property
    def missed_since(self) -> float | None:
        """Since when something was missed that nobody has begun to read."""
        return self._missed

    def opened(self) -> None:
        """A connection was opened."""
        self._lines += 1
        self.sign()
        self._telemetry.connected(self._channel, self._lines)
        self._news.set()

    def closed(self) -> None:
        """A connection ended; without another one, what comes now is missed."""
        heard = self.interrupted()
        if heard is not None:
            self.missed(heard)

    def interrupted(self) -> float | None:
        """A connection ended, and the next one may bring what comes now; return up to when
        everything was heard, None if another connection is open or nothing ever was.
        """
        heard = self.heard_upto()
        self._lines -= 1
        self._telemetry.connected(self._channel, self._lines)
        return None if self.connected else heard

    def sign(self) -> None:
        """The platform showed a sign of life; without a connection, more may be on its way."""
        if self.connected:
            self._sign = self._clock.now()

    def deaf(self, seconds: float) -> None:
        """A connection was open for so long, and nothing arrived on it."""
        _log.warning(
            "deaf", channel=self._channel, seconds=seconds, last_event_at=self.last_event_at
        )
        self._telemetry.deaf(self._channel)

    def began(self, at: float | None) -> int:
        """An event that happened then is being handled; return its ticket."""
        self.sign()
        ticket = next(self._numbers)
        self._in_flight[ticket] = self._clock.now() if at is None else at
        self.last_event_at = self._clock.now()
        self._telemetry.heard(self._channel, self.last_event_at)
        return ticket

    def ended(self, ticket: int, *, taken: bool) -> None:
        """It was handled; if it could not be `taken`, it has to be read again."""
        at = self._in_flight.pop(ticket)
        if taken:
            self._taken.append(at)
        else:
            self.missed(at)

    def came_late(self, at: float | None) -> None:
        """The platform brought this event again only after a while: what came before it,
        back to the last one that was taken, may never be brought.
        """
        if at is not None:
            self.missed(max((each for each in self._taken if each < at), default=self._began))

    def heard_upto(self) -> float | None:
        """Return the moment before which everything was handled, None if nothing was heard."""
        if self._sign is None:
            return None
        return min([self._sign, *self._in_flight.values()])

    def missed(self, since: float) -> None:
        """Something that came since then was missed."""
        self._missed = since if self._missed is None else min(self._missed, since)
        self._news.set()

    def noted(self, since: float) -> None:
        """That something was missed since then stands where it outlasts this process."""
        if self._missed is not None and self._missed >= since:
            self._missed = None

    async def misses(self) -> float:
        """Wait until something was missed and a connection is open; return since when."""
        while not (self.connected and self._missed is not None):
            self._news.clear()
            await self._news.wait()
        return self._missed


class Pulse:
    """The signs of life of one connection."""

    def __init__(self, hearing: Hearing, clock: Clock, patience: float = PATIENCE) -> None:
        self._hearing = hearing
        self._clock = clock
        self._patience = patience
        self._beat_at = clock.monotonic()

    def beat(self) -> None:
        """The platform sent something by itself."""
        self._beat_at = self._clock.monotonic()
        self._hearing.sign()

    async def stopped(self) -> None:
        """Return when nothing came for too long: the connection is deaf."""
        while (left := self._beat_at + self._patience - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)
        self._hearing.deaf(self._patience)
