"""Couriers and listeners beside the people and sessions of the inbound scene."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from bot.courier.listening import Listener
from bot.courier.platform import ChatChannel
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from service.domain.effects import Effect
from service.domain.errors import Temporary
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import Item
from service.domain.persons import Person
from service.ports.push import Push
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from service.usecases.commit import commit
from service.usecases.sweep import Sweeper
from tests.bot.inbound import scene as inbound_scene
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.working import FakeCaptures
from tests.usecases.chatting import running
from tests.usecases.scene import until

T = TypeVar("T")


class LeavingStore(Store):
    """A store that is away while a test says so."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = False

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        self._check()
        return await self._store.run(work, deadline=deadline)

    async def read(self, query: Callable[[Reads], T]) -> T:
        self._check()
        return await self._store.read(query)

    def _check(self) -> None:
        if self.away:
            raise Temporary("The database is away; it is tried again", source="database")

    async def close(self) -> None:
        await self._store.close()


ADDRESSES = Addresses("http://127.0.0.1:8420", "", 24 * 3600.0)


class Scene(inbound_scene.Scene):
    """What is put into the outbox goes out while `carrying`, and comes in while `listening`."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = LeavingStore(store)
        super().__init__(self.store, clock)
        self.chat = FakeChat(clock)
        self.channels: dict[str, ChatChannel] = {}
        self.captures = FakeCaptures()

    async def tx(self, work: Callable[[Tx], T]) -> T:
        return await commit(self.ports, work)

    def courier(self, holder: str = "one", addresses: Addresses = ADDRESSES) -> Courier:
        return Courier(self.ports, self.pusher, addresses, holder, self.channels, self.captures)

    def frozen_courier(self) -> Courier:
        """Return one for whom no time passes once it waits: it keeps nothing that it claimed."""
        ports = replace(self.ports, clock=FakeClock(self.clock.now()))
        return Courier(ports, self.pusher, ADDRESSES, "frozen", self.channels, self.captures)

    @asynccontextmanager
    async def carrying(self, *couriers: Courier) -> AsyncIterator[None]:
        async with running(*(each.carry_for_ever() for each in couriers or [self.courier()])):
            yield

    @asynccontextmanager
    async def listening(self, holder: str = "one") -> AsyncIterator[None]:
        listener = Listener(self.ports, self.pusher, self.inbound.press_push, holder)
        async with running(listener.listen_for_ever()):
            yield

    async def settled(self, *states: DeliveryState) -> None:
        """Wait until all deliveries of phones are over, in these states."""
        for _ in range(2000):
            found = [each.state for each in await self.pushes()]
            if DeliveryState.WAITING not in found:
                assert found == list(states)
                return
            await asyncio.sleep(0)
        raise AssertionError(f"still on its way: {await self.pushes()}")

    async def deliveries(self) -> list[Delivery]:
        return list(await self.read(lambda reads: reads.deliveries()))

    async def told(self, kind: DeliveryKind) -> Delivery:
        """Return the one delivery of the kind, which was handed to the web."""
        (found,) = [each for each in await self.deliveries() if each.kind is kind]
        assert (found.state, found.lane.partition(":")[0]) == (DeliveryState.SENT, "web")
        return found

    async def pushes(self) -> list[Delivery]:
        return [each for each in await self.deliveries() if each.lane.startswith("phone:")]

    async def passes(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass in steps, sweeping."""
        sweeper = Sweeper(self.ports, "sweeper")
        for _ in range(int(seconds / step)):
            self.clock.advance(step)
            await sweeper.sweep()
            for _ in range(20):
                await asyncio.sleep(0)

    async def question(
        self, person: Person, ask: str = "Stripe or Adyen?", *choices: str
    ) -> tuple[SessionNumber, ItemId]:
        session = await self.started(person)
        await self.order(person, f"rename {session.number} Checkout")
        item = await self.asks(session.number, ask, *(choices or ("Stripe", "Adyen")))
        return session.number, item

    async def item(self, item: ItemId) -> Item:
        found = await self.read(lambda reads: reads.item(item))
        assert found is not None
        return found

    def push(self, place: int = -1) -> Push:
        """Return a push that was sent."""
        return self.pusher.sent[place][1]

    async def came(self, count: int) -> None:
        """Wait until so many pushes were sent."""
        await until(lambda: len(self.pusher.sent) >= count)
        assert len(self.pusher.sent) == count

    async def stirs(self) -> None:
        """Let every task run until all of them wait."""
        for _ in range(200):
            await asyncio.sleep(0)
