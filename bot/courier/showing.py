"""Status cards: each is brought up to date when something changes, as often as that matters."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.courier.linking import Addresses, Channels
from bot.courier.streams import Streams
from bot.courier.tending import Tending
from bot.courier.waiting import end
from service.domain.cards import Shown
from service.domain.effects import Changed
from service.domain.errors import Temporary
from service.domain.ids import SessionNumber
from service.ports.bundle import Ports
from service.usecases import cards

POLL = 2.0
"""Seconds between two looks at the cards while no signal comes."""
AT_ONCE = 20
"""Cards that one process works on at a time."""
_BROKEN = 60.0
_log = structlog.get_logger(__name__)


class Showing:
    """One process's part in showing; a card is tended by one of all of them at a time."""

    def __init__(
        self,
        ports: Ports,
        addresses: Addresses,
        holder: str,
        channels: Channels,
        streams: Streams,
    ) -> None:
        self._ports = ports
        self._holder = holder
        self._channels = channels
        self._tending = Tending(ports, addresses, holder, channels, streams)
        self._tasks: dict[SessionNumber, asyncio.Task[None]] = {}
        self._later: dict[SessionNumber, float] = {}
        self._bell = streams.bell
        self._away = False

    async def show_for_ever(self) -> None:
        """Bring whatever is due up to date until cancelled; an outage only delays it."""
        listening = asyncio.create_task(
            self._bell.ring_at(self._ports.signals, Changed, lambda _: bool(self._channels))
        )
        try:
            while True:
                self._bell.hush()
                await self._begin()
                await self._bell.wait(self._pause())
        finally:
            unfinished = list(self._tasks)
            await end(listening, *self._tasks.values())
            await self._give_back(unfinished)

    def _pause(self) -> float:
        """Return how long there is nothing to do unless somebody rings."""
        now = self._ports.clock.now()
        soonest = min(self._later.values(), default=now + POLL)
        return max(0.01, min(POLL, soonest - now))

    async def _begin(self) -> None:
        room = AT_ONCE - len(self._tasks)
        names = list(self._channels)
        if room <= 0 or not names:
            return
        now = self._ports.clock.now()
        self._later = {each: due for each, due in self._later.items() if due > now}
        try:
            found = await cards.claim_cards(self._ports, self._holder, names, room)
            self._away = False
        except Temporary as error:
            self._note_outage(error)
            return
        except Exception:
            _log.exception("cards_broke")
            return
        for shown in found:
            self._later.pop(shown.session, None)
            before = self._tasks.get(shown.session)
            self._tasks[shown.session] = asyncio.create_task(self._tend(shown, before))
        if len(found) == room:
            self._bell.ring()

    async def _tend(self, shown: Shown, before: "asyncio.Task[None] | None") -> None:
        number = shown.session
        try:
            if before is None:
                async with self._keeping(number):
                    due_at = await self._tending.tend(shown)
            else:
                # Its claim ran out while the platform was slow; what that left is claimed anew.
                await asyncio.wait({before})
                due_at = self._ports.clock.now()
        except Temporary as error:
            self._note_outage(error)
            due_at = self._ports.clock.now() + (error.retry_after or POLL)
        except Exception:
            _log.exception("card_broke", session=number)
            due_at = self._ports.clock.now() + _BROKEN
        if self._tasks.get(number) is asyncio.current_task():
            del self._tasks[number]
        await self._release(number, due_at)

    @asynccontextmanager
    async def _keeping(self, number: SessionNumber) -> AsyncIterator[None]:
        """Hold the card while the platform is slow, for as long as this process lives."""

        async def keep() -> None:
            kept = True
            while kept:
                await self._ports.clock.sleep(cards.CLAIM / 3)
                try:
                    kept = await cards.keep_card(self._ports, number, self._holder)
                except Temporary as error:
                    self._note_outage(error)

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            await end(keeping)

    async def _release(self, number: SessionNumber, due_at: float | None) -> None:
        try:
            await cards.release_card(self._ports, number, self._holder, due_at)
        except Temporary as error:
            # The claim runs out by itself as well.
            self._note_outage(error)
        else:
            if due_at is not None:
                self._later[number] = due_at
            # It may have changed while it was tended.
            self._bell.ring()

    async def _give_back(self, numbers: list[SessionNumber]) -> None:
        now = self._ports.clock.now()
        for number in numbers:
            await self._release(number, now)

    def _note_outage(self, error: Temporary) -> None:
        if not self._away:
            _log.warning("cards_delayed", error=str(error))
        self._away = True
