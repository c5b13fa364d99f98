"""A service for pushes and the phones behind it: away, slow, refusing, forgetful, doubling."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from service.domain.errors import Permanent, Refused, Temporary
from service.domain.phones import Address
from service.ports.push import Known, Push, Reply
from tests.simulation.chaos import Chaos
from tests.simulation.ports import PARCEL
from tests.simulation.processes import Process
from tests.simulation.story import Story

SERVER = "sim://push"
_TROUBLES = (("limited", 3.0), ("down", 4.0), ("slow", 2.0), ("refused", 0.3))
_PHONES = (("fine", 7.0), ("gone", 1.0), ("dies", 1.5))


@dataclass(frozen=True, slots=True)
class Arrived:
    """A push on a phone's screen, and the topic that its buttons post to."""

    push: Push
    topic: str


@dataclass(slots=True)
class Service:
    """Outside of every process: what it accepted, what phones show, what was pressed."""

    chaos: Chaos
    story: Story
    ends: dict[str, float] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    accepted: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    pressed: list[tuple[str, str]] = field(default_factory=list)
    ringing: Callable[[str], None] = lambda delivery: None
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    def accept(self, address: Address, push: Push, delivery: str, now: float) -> str:
        """The service has it, and the phone rings. Raises Permanent if there is none."""
        if now >= self._end_of(address.url, now):
            self.refuse(delivery)
            raise Permanent("there is no such phone any more")
        times = self.accepted[delivery] = self.accepted.get(delivery, 0) + 1
        self.story.count("push accepted" if times == 1 else "push accepted again")
        self.arrived.append(Arrived(push, address.replies))
        self.ringing(delivery)
        return f"receipt {delivery}"

    def _end_of(self, url: str, now: float) -> float:
        """Return until when the phone is there: for ever, for a while or not at all."""
        if url not in self.ends:
            fate = self.chaos.pick("phone", _PHONES)
            left = self.chaos.stream("phone").random() * 300.0 if fate == "dies" else 0.0
            self.ends[url] = float("inf") if fate == "fine" else now + left
        return self.ends[url]

    def refuse(self, delivery: str) -> None:
        """It will never take this one."""
        self.story.count("push refused")
        self.refused.add(delivery)

    def press(self, topic: str, text: str) -> None:
        """A phone posts to its reply topic; the network may be slow, and may do it twice."""
        rng, loop = self.chaos.stream("presses"), asyncio.get_running_loop()
        for _ in range(2 if self.chaos.happens("press twice", self.chaos.rates.twice) else 1):
            loop.call_later(rng.random() ** 4 * 30.0, self._post, topic, text)

    def _post(self, topic: str, text: str) -> None:
        self.pressed.append((topic, text))
        self._heard.set()
        self._heard = asyncio.Event()

    async def wait_for_press(self, seconds: float) -> None:
        """Wait until somebody presses something, so many seconds at most."""
        heard = asyncio.ensure_future(self._heard.wait())
        try:
            await asyncio.wait([heard], timeout=seconds)
        finally:
            heard.cancel()


class SimPusher:
    """One process's way to the service."""

    def __init__(self, process: Process, service: Service) -> None:
        self._process = process
        self._service = service
        self._chaos = service.chaos
        self._random = service.chaos.stream("push")

    def recognise(self, url: str, token: str) -> Known:
        if url == "ntfy":
            address = Address(f"sim://{token}", replies=f"replies-{token}")
            return Known("ntfy", "a phone", True, address)
        if url == "plain":
            return Known("plain", "a pager", False, Address(f"sim://{token}"))
        raise Refused("Nothing can be sent there; try ntfy.")

    async def send(self, address: Address, push: Push) -> str:
        delivery = PARCEL.get().id
        await self._process.gate("before a push")
        await self._process.sleep(self._random.random() ** 3 * 3.0)
        rates = self._chaos.rates
        if self._chaos.away("push"):
            raise Temporary("the service is away", source="push")
        if self._chaos.happens("push", rates.push_fails):
            await self._trouble(delivery)
        receipt = self._service.accept(address, push, delivery, asyncio.get_running_loop().time())
        if self._chaos.happens("push unheard", rates.push_fails / 3):
            raise Temporary("the connection broke before the receipt", source="push")
        await self._process.gate("after a push")
        return receipt

    async def _trouble(self, delivery: str) -> None:
        kind = self._chaos.pick("push trouble", _TROUBLES)
        self._service.story.count(f"push {kind}")
        if kind == "limited":
            wait = self._random.choice((None, 3.0, 20.0, 60.0))
            raise Temporary("too many", retry_after=wait, source="push", limited=True)
        if kind == "down":
            raise Temporary("the service broke", source="push")
        if kind == "refused":
            self._service.refuse(delivery)
            raise Permanent("the service does not take it")
        await self._process.sleep(self._random.uniform(5.0, 90.0))

    def server_of(self, address: Address) -> str:
        return SERVER if address.replies else ""

    async def replies(
        self, server: str, addresses: Sequence[Address], cursor: str
    ) -> AsyncGenerator[Reply, None]:
        topics = {each.replies for each in addresses if each.replies}
        loop, place = asyncio.get_running_loop(), int(cursor or 0)
        closes = loop.time() + self._random.uniform(20.0, 90.0)
        while loop.time() < closes:
            await self._process.gate("at the replies")
            if self._chaos.away("push"):
                raise Temporary("the service is away", source="push")
            pressed = self._service.pressed
            while place < len(pressed):
                topic, text = pressed[place]
                place += 1
                if topic in topics:
                    yield Reply(text, server, str(place))
            await self._service.wait_for_press(10.0)

    async def close(self) -> None:
        """Nothing is held."""
