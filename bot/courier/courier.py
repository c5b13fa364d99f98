"""Carrying the outbox: lanes are claimed, and what is in them goes out in order."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.courier.waiting import Bell, end
from bot.courier.wrapping import Addresses, wrap
from service.domain.deliveries import channel_of
from service.domain.errors import Permanent, Refused, Temporary
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.usecases import deliver
from service.usecases.deliver import Parcel

T = TypeVar("T")
POLL = 2.0
"""Seconds between two looks at the outbox while no signal comes."""
AT_ONCE = 20
"""Lanes that one process works on at a time."""
PATIENCE = 45.0
"""Seconds that a push may take; less than a lane's claim lasts."""
_UNREADABLE = "Its address cannot be read with the present key. Remove the phone and add it again."
_log = structlog.get_logger(__name__)


class Courier:
    """One process's part in carrying; a lane is carried by one of all of them at a time."""

    def __init__(self, ports: Ports, pusher: Pusher, addresses: Addresses, holder: str) -> None:
        self._ports = ports
        self._pusher = pusher
        self._addresses = addresses
        self._holder = holder
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._claimed_again: set[str] = set()
        self._bell = Bell(ports.clock)
        self._away = False

    async def carry_for_ever(self) -> None:
        """Carry whatever is due until cancelled; an outage only delays it.

        What is not finished then is given back for others to take.
        """
        listening = asyncio.create_task(self._bell.ring_at_pushes(self._ports.signals))
        try:
            while True:
                self._bell.hush()
                await self._begin()
                await self._bell.wait(POLL)
        finally:
            unfinished = list(self._lanes)
            await end(listening, *self._lanes.values())
            await self._give_back(unfinished)

    async def _begin(self) -> None:
        room = AT_ONCE - len(self._lanes)
        if room <= 0:
            return
        try:
            lanes = await deliver.claim_lanes(self._ports, self._holder, room)
            self._away = False
        except Temporary as error:
            self._note_outage(error)
            return
        except Exception:
            _log.exception("outbox_broke")
            return
        for lane in lanes:
            if lane in self._lanes:
                # Its claim ran out while a send was slow, or it was given back just now.
                self._claimed_again.add(lane)
            else:
                self._lanes[lane] = asyncio.create_task(self._carry(lane))
        if len(lanes) == room:
            self._bell.ring()

    async def _carry(self, lane: str) -> None:
        def next_one() -> Awaitable[Parcel | None]:
            self._claimed_again.discard(lane)
            return deliver.next_parcel(self._ports, lane, self._holder)

        try:
            while True:
                parcel = await self._patiently(next_one)
                if parcel is not None:
                    await self._deliver(parcel)
                elif lane not in self._claimed_again:
                    break
        except Exception:
            # Nothing is known of what is in it; its claim runs out, and it is looked at again.
            _log.exception("lane_broke", lane=channel_of(lane))
        finally:
            self._lanes.pop(lane, None)
            self._bell.ring()

    async def _deliver(self, parcel: Parcel) -> None:
        """Send it and record what came of it."""
        delivery, ports = parcel.delivery, self._ports
        try:
            receipt = await self._send(parcel)
        except Temporary as error:
            again = error
            await self._patiently(lambda: deliver.try_again(ports, delivery, again))
        except (Permanent, Refused) as error:
            failure = str(error)
            await self._patiently(lambda: deliver.give_up(ports, delivery, failure))
        except Exception as error:
            _log.exception("push_broke", delivery=delivery.id)
            again = Temporary(f"heddle stumbled over it ({type(error).__name__}); see its log")
            await self._patiently(lambda: deliver.try_again(ports, delivery, again))
        else:
            await self._patiently(lambda: deliver.was_sent(ports, parcel, receipt))

    async def _send(self, parcel: Parcel) -> str:
        if parcel.phone is None:
            channel = channel_of(parcel.delivery.lane)
            raise Permanent(f"Nothing here sends to {channel} any more.")
        if parcel.address is None:
            raise Permanent(_UNREADABLE)
        push = wrap(parcel, self._ports.clock.now(), self._ports.cipher, self._addresses)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._pusher.send(parcel.address, push)
        except TimeoutError as error:
            raise Temporary(f"{parcel.phone.label} took longer than {PATIENCE:.0f} s") from error

    async def _patiently(self, deed: Callable[[], Awaitable[T]]) -> T:
        """Do it as soon as the database lets us: what was sent must get its receipt."""
        while True:
            try:
                done = await deed()
            except Temporary as error:
                self._note_outage(error)
                await self._ports.clock.sleep(error.retry_after or POLL)
            else:
                self._away = False
                return done

    def _note_outage(self, error: Temporary) -> None:
        if not self._away:
            _log.warning("outbox_delayed", error=str(error))
        self._away = True

    async def _give_back(self, lanes: list[str]) -> None:
        try:
            await deliver.give_back(self._ports, self._holder, lanes)
        except Temporary as error:
            # The claims run out by themselves as well.
            _log.warning("lanes_not_given_back", error=str(error))
