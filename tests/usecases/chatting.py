"""The scene of who is told what, with a chat channel beside the web: Ann and Bob are in both."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from bot.courier.platform import Answered, ChatChannel
from bot.courier.showing import Showing
from bot.courier.streams import Streams
from bot.presenter.cards import AskCard, StatusCard
from service.domain.deliveries import Delivery, DeliveryKind, direct_lane
from service.domain.ids import PersonId
from service.domain.items import Item
from service.domain.persons import Identity
from service.domain.threads import ThreadKey
from service.usecases.receive import Arrival, Received, receive
from tests.fakes.chat import FakeChat, Message
from tests.usecases.scene import ANN, BOB, ask, calls
from tests.usecases.telling import Telling

ADDRESSES = Addresses("http://127.0.0.1:8420", "", 3600.0)
ACCOUNTS = {ANN: Identity("chat", "w", "UANN"), BOB: Identity("chat", "w", "UBOB")}
DM = direct_lane(ACCOUNTS[ANN])
THREAD = ThreadKey("chat", "w", "C1", "t1")
"""In a room of many."""
PRIVATE = ThreadKey("chat", "w", "D1", "t1")
"""In Ann's direct messages."""


class Chatting(Telling):
    """People write in threads of the chat channel; what is posted there stands in `chat`."""

    def __init__(self, *given: Any, **policy: Any) -> None:
        super().__init__(*given, **policy)
        self.chat = FakeChat(self.clock)
        self.channels: dict[str, ChatChannel] = {"chat": self.chat}
        self.working: asyncio.Task[None] | None = None

    async def link(self, *people: PersonId) -> None:
        """Let people be known in the chat channel as well."""
        for person in people:
            identity = ACCOUNTS[person]
            await self.store.run(
                lambda tx, whose=identity, who=person: tx.persons.link(whose, who)  # type: ignore[misc]
            )

    async def writes(
        self, text: str, thread: ThreadKey = THREAD, person: PersonId = ANN
    ) -> Received:
        self._keys += 1
        arrival = Arrival(f"c{self._keys}", thread, person, text, "chat")
        return await receive(self.ports, arrival)

    async def asks_in(self, thread: ThreadKey, *choices: str, text: str = "", **more: Any) -> Item:
        """A session of the thread asks, after it said `text`; `more` are arguments of the ask."""
        found = await self.writes("Build it", thread)
        self.script(calls(ask("Stripe or Adyen?", *choices, **more), text=text))
        await self.works()
        assert found.session is not None
        return (await self.items(found.session.number))[-1]

    async def made(self, kind: DeliveryKind) -> list[Delivery]:
        """Return all deliveries of the kind."""
        found = await self.store.read(lambda reads: reads.deliveries(limit=10_000))
        return [each for each in found if each.kind is kind]

    def courier(self, holder: str = "one") -> Courier:
        return Courier(self.ports, self.pusher, ADDRESSES, holder, self.channels, self.captures)

    @asynccontextmanager
    async def carrying(self, *couriers: Courier) -> AsyncIterator[None]:
        """Carry the outbox out."""
        async with running(*(each.carry_for_ever() for each in couriers or [self.courier()])):
            yield

    @asynccontextmanager
    async def showing(self, holder: str = "one") -> AsyncIterator[None]:
        """Keep status cards up to date, and stream."""
        streams = Streams(self.ports, self.channels)
        showing = Showing(self.ports, ADDRESSES, holder, self.channels, streams)
        async with running(showing.show_for_ever(), streams.listen_for_ever()):
            yield

    async def stirs(self) -> None:
        """Let every task run until all of them wait."""
        for _ in range(300):
            await asyncio.sleep(0)

    async def goes_by(self, seconds: float, step: float = 0.5) -> None:
        """Let time pass in steps, in which everybody does what they do."""
        for _ in range(round(seconds / step)):
            self.clock.advance(step)
            await self.stirs()

    def said(self) -> list[str]:
        """Return the texts of the answers that were posted."""
        return [each.said.text for each in self.chat.posts() if isinstance(each.said, Answered)]

    def asking(self) -> list[Message]:
        """Return the messages that ask, or did."""
        return [each for each in self.chat.posts() if isinstance(each.said, AskCard)]

    def card(self, number: int = 1) -> StatusCard:
        """Return what a session's card says now."""
        found = self.chat.card(number)
        assert found is not None
        assert isinstance(found.said, StatusCard)
        return found.said


@asynccontextmanager
async def running(*loops: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run loops; then they end by being cancelled, and by nothing else."""
    tasks = [asyncio.ensure_future(each) for each in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended
