"""Catching up whenever something was missed: at the start, and after each gap."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.chat.catching.jobs import Place
from bot.chat.catching.tally import Tally
from bot.chat.hearing import Hearing
from bot.inbound.missed import LEASE, Missed, Taken
from service.domain.errors import Temporary
from service.domain.ids import PersonId
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

OVERLAP = 30.0
"""Seconds that are read again: clocks differ, and platforms are not always at once."""
OLDEST = 7 * 24 * 3600.0
"""Seconds after which a message that was missed is counted, but no longer acted upon."""
HOLD = 2.0
"""Seconds that a live message waits for older ones of its thread; platforms wait for three."""
EVERY = 10.0
"""Seconds between two notes of how far was heard."""
_PAUSE, _LONGEST = 2.0, 30.0
_KEEP = LEASE / 3
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Back:
    """heddle hears again: from when until when it did not, in seconds since 1970; how many
    messages were picked up, by whose they are; which rooms it could not read.
    """

    since: float
    until: float
    picked: Mapping[PersonId, int]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """What was missed: from `since` until `began`, when live events were heard again, in seconds
    since 1970. What is older than `oldest` is counted, but no longer acted upon.
    """

    since: float
    began: float
    oldest: float


class Reading(Protocol):
    """One reading of what was missed, which counts what came of it."""

    async def main(self) -> None:
        """Read what is in use and what people may wait for."""
        ...

    async def rest(self) -> None:
        """Read what is unlikely to have changed."""
        ...

    async def first(self, place: Place) -> None:
        """Return when everything that was missed at this place has been taken in."""
        ...

    async def end(self) -> None:
        """Stop, wherever it is."""
        ...


Begin = Callable[[Span, Tally], Reading]
"""Makes a reading of a platform's history."""

Tell = Callable[[Back], Awaitable[None]]
"""Tells people that heddle was away. May raise Temporary."""


class Catching:
    """One process's part in catching up with a platform, called `channel`."""

    def __init__(
        self,
        channel: str,
        clock: Clock,
        telemetry: Telemetry,
        missed: Missed,
        hearing: Hearing,
        begin: Begin,
        tell: Tell,
    ) -> None:
        self._log = _log.bind(channel=channel)
        self._channel = channel
        self._clock = clock
        self._telemetry = telemetry
        self._missed = missed
        self._hearing = hearing
        self._begin = begin
        self._tell = tell
        self._run: Reading | None = None
        self._running = asyncio.Event()
        self._since: float | None = None
        self.unread: tuple[str, ...] = ()

    @property
    def missed_since(self) -> float | None:
        """Since when something was missed that has not been read to its end."""
        known = [each for each in (self._since, self._hearing.missed_since) if each is not None]
        return min(known, default=None)

    async def begin(self) -> None:
        """Find out since when this deployment heard nothing; before any event is taken.

        Raises Temporary.
        """
        since = await self._missed.begin()
        if since is not None:
            self._hearing.missed(since)

    async def before(self, place: Place) -> None:
        """Let what was missed at this place go first, for a few seconds at most."""
        if self.missed_since is None:
            return
        try:
            async with asyncio.timeout(HOLD):
                await self._running.wait()
                if self._run is not None:
                    await self._run.first(place)
        except TimeoutError:
            self._log.info("message_goes_first", room=place[0])

    async def run_for_ever(self) -> None:
        """Catch up whenever something was missed, until cancelled."""
        try:
            while True:
                since = await self._hearing.misses()
                await self._patiently(since, self._clock.now())
        finally:
            with suppress(Temporary):  # the office's lease ends by itself as well
                await self._missed.leave()

    async def note_for_ever(self) -> None:
        """Note how far was heard, again and again until cancelled."""
        while True:
            await self._clock.sleep(EVERY)
            await self.note()

    async def note(self) -> None:
        """Note how far was heard; an outage of the database only delays it."""
        heard, missed = self._hearing.heard_upto(), self._hearing.missed_since
        try:
            await self._missed.note(heard, missed)
        except Temporary as error:
            self._log.info("mark_delayed", error=str(error))

    async def _keep(self) -> None:
        """Stay the one who reads."""
        while True:
            await self._clock.sleep(_KEEP)
            try:
                await self._missed.keep()
            except Temporary as error:
                self._log.info("reading_duty_delayed", error=str(error))
            except Taken:
                # Both take the same messages in; each of them counts once.
                self._log.warning("reading_taken_over")

    async def _patiently(self, since: float, began: float) -> None:
        """Read what was missed since then, as soon as it is possible and nobody else does."""
        pause = _PAUSE
        while True:
            try:
                start = await self._missed.take(since - OVERLAP, began)
                self._since = start
                self._hearing.noted(since)
                if start is not None:
                    await self._read(start, since, began)
                return
            except Temporary as error:
                self._log.warning("catching_up_delayed", error=str(error))
            except Taken:
                # Live messages wait for nobody then: the other process cannot be asked.
                self._hearing.noted(since)
            except Exception:
                self._log.exception("catching_up_broke")
            finally:
                self._since = None
            await self._clock.sleep(pause)
            pause = min(pause * 2, _LONGEST)

    async def _read(self, start: float, since: float, began: float) -> None:
        tally = Tally()
        run = self._begin(Span(start, began, max(start, began - OLDEST)), tally)
        self._run = run
        self._running.set()
        keeping = asyncio.create_task(self._keep())
        try:
            await run.main()
            told = await self._report(tally, since, began, Counter())
            if await self._rest(run):
                await self._report(tally, since, began, told)
                await self._missed.read(start, began, self._hearing.missed_since)
        finally:
            self._running.clear()
            self._run = None
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await run.end()
            self._count(tally, began)

    async def _rest(self, run: Reading) -> bool:
        """Read the rest, unless something is missed anew: that comes first. Tell whether it was
        read to its end.
        """
        reading = asyncio.create_task(run.rest())
        anew = asyncio.create_task(self._hearing.misses())
        try:
            await asyncio.wait({reading, anew}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await reading
                return True
            return False
        finally:
            for task in (reading, anew):
                task.cancel()
            await asyncio.gather(reading, anew, return_exceptions=True)

    async def _report(
        self, tally: Tally, since: float, until: float, told: Counter[PersonId]
    ) -> Counter[PersonId]:
        """Tell owners what was picked up beyond what they were told; return what they know."""
        picked = Counter(tally.picked)
        for owner in tally.concerned:
            picked.setdefault(owner, 0)
        more = {
            each: count - told[each]
            for each, count in picked.items()
            if count > told[each] or each not in told
        }
        if more:
            unread = tuple(tally.unread)
            while True:
                try:
                    await self._tell(Back(since, until, more, unread))
                    break
                except Temporary as error:
                    await self._clock.sleep(error.retry_after or _PAUSE)
        return picked

    def _count(self, tally: Tally, began: float) -> None:
        self.unread = tuple(tally.unread)
        counts = {
            "taken": tally.fresh,
            "known": tally.known,
            "old": tally.old,
            "failed": tally.failed,
        }
        for result, count in counts.items():
            self._telemetry.caught_up(self._channel, result, count)
        seconds = round(self._clock.now() - began, 1)
        self._log.info("caught_up", seconds=seconds, unread=self.unread, **counts)
