"""Carrying the outbox: lanes are claimed, and what is in them goes out in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import structlog

from bot.courier.linking import Addresses, Channels, Links
from bot.courier.platform import ChatChannel
from bot.courier.posting import outcome_of, place_of, post_of
from bot.courier.waiting import Bell, end
from bot.courier.wrapping import wrap
from service.domain.deliveries import PHONE, DeliveryKind, channel_of
from service.domain.errors import Permanent, Refused, Temporary
from service.domain.phones import Address, Phone
from service.ports.bundle import Ports
from service.ports.captures import Captures
from service.ports.push import Pusher
from service.usecases import deliver
from service.usecases.packing import Parcel

T = TypeVar("T")
POLL = 2.0
"""Seconds between two looks at the outbox while no signal comes."""
AT_ONCE = 40
"""Lanes that one process works on at a time."""
PATIENCE = 45.0
"""Seconds that a push or a post may take; the lane's claim is prolonged meanwhile."""
FILES_PATIENCE = 600.0
"""Seconds that files may take."""
_FIRST = 10.0
"""Seconds that a question waits for what was said before it."""
_UNREADABLE = "Its address cannot be read with the present key. Remove the phone and add it again."
_log = structlog.get_logger(__name__)


class Courier:
    """One process's part in carrying; a lane is carried by one of all of them at a time.

    `channels` are the chat platforms that are connected; more may come while it runs.
    """

    def __init__(
        self,
        ports: Ports,
        pusher: Pusher,
        addresses: Addresses,
        holder: str,
        channels: Channels,
        captures: Captures,
    ) -> None:
        self._ports = ports
        self._pusher = pusher
        self._links = Links(addresses, channels)
        self._holder = holder
        self._captures = captures
        self.channels = channels
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._claimed_again: set[str] = set()
        self._bell = Bell(ports.clock)
        self._away = False

    async def carry_for_ever(self) -> None:
        """Carry whatever is due until cancelled; an outage only delays it.

        What is not finished then is given back for others to take.
        """
        listening = asyncio.create_task(self._bell.ring_at_posts(self._ports.signals, self._serves))
        try:
            while True:
                self._bell.hush()
                await self._begin()
                await self._bell.wait(POLL)
        finally:
            unfinished = list(self._lanes)
            await end(listening, *self._lanes.values())
            await self._give_back(unfinished)

    def _serves(self, channel: str) -> bool:
        return channel == PHONE or channel in self.channels

    async def _begin(self) -> None:
        room = AT_ONCE - len(self._lanes)
        if room <= 0:
            return
        try:
            lanes = await deliver.claim_lanes(self._ports, self._holder, list(self.channels), room)
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
            async with self._keeping(lane):
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
            self._told(parcel, "again")
            await self._patiently(lambda: deliver.try_again(ports, delivery, again))
        except (Permanent, Refused) as error:
            failure = str(error)
            self._told(parcel, "dead")
            await self._patiently(lambda: deliver.give_up(ports, delivery, failure))
        except Exception as error:
            _log.exception("delivery_broke", delivery=delivery.id)
            what = f"heddle stumbled over it ({type(error).__name__}); see its log"
            again = Temporary(what, uncertain=True)
            await self._patiently(lambda: deliver.try_again(ports, delivery, again))
        else:
            self._told(parcel, "sent")
            await self._patiently(lambda: deliver.was_sent(ports, parcel, receipt))

    def _told(self, parcel: Parcel, result: str) -> None:
        if parcel.phone is not None:
            self._ports.telemetry.pushed(parcel.phone.service, result)

    async def _send(self, parcel: Parcel) -> str:
        if parcel.phone is not None:
            return await self._push(parcel, parcel.phone, parcel.address)
        name = channel_of(parcel.delivery.lane)
        channel = self.channels.get(name)
        if channel is None:
            raise Temporary(f"{name.capitalize()} is not connected any more.", source=name)
        return await self._post(parcel, channel)

    async def _push(self, parcel: Parcel, phone: Phone, address: Address | None) -> str:
        if address is None:
            raise Permanent(_UNREADABLE)
        push = wrap(parcel, self._ports.clock.now(), self._ports.cipher, self._links)
        async with _patience(PATIENCE, phone.label):
            return await self._pusher.send(address, push)

    async def _post(self, parcel: Parcel, channel: ChatChannel) -> str:
        delivery, now = parcel.delivery, self._ports.clock.now()
        place = place_of(parcel, channel)
        if str(place) != delivery.lane:
            await self._pass(str(place))
        if delivery.kind is DeliveryKind.OUTCOME:
            card, message = outcome_of(parcel, now, self._links), str(delivery.facts["message"])
            async with _patience(PATIENCE, channel.name):
                await channel.settle(place, message, card)
            return message
        post = post_of(parcel, place, now, self._links, self._captures)
        if parcel.sought:
            async with _patience(PATIENCE, channel.name):
                return await channel.find(post)
        patience = FILES_PATIENCE if delivery.kind is DeliveryKind.FILES else PATIENCE
        async with _patience(patience, channel.name):
            return await channel.post(post)

    async def _pass(self, lane: str) -> None:
        """Let what is on its way into another lane arrive first, as what was said before a
        question; both lead into the same thread.
        """
        before = self._lanes.get(lane)
        if before is not None:
            await asyncio.wait({before}, timeout=_FIRST)

    @asynccontextmanager
    async def _keeping(self, lane: str) -> AsyncIterator[None]:
        """Keep the lane while something is under way: claims are short, so that others take
        over soon from a process that died.
        """

        async def keep() -> None:
            kept = True
            while kept:
                await self._ports.clock.sleep(deliver.CLAIM / 3)
                kept = await self._patiently(lambda: deliver.keep(self._ports, lane, self._holder))

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            await end(keeping)

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


@asynccontextmanager
async def _patience(seconds: float, who: str) -> AsyncIterator[None]:
    """Raise Temporary if it takes longer; it may have been done all the same."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise Temporary(f"{who} took longer than {seconds:.0f} s", uncertain=True) from error
