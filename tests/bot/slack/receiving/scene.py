"""A workspace with heddle's real listeners in it; what the agent does, the test says."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.courier.platform import Offer, Post
from bot.presenter.cards import AskCard
from bot.presenter.offering import offer
from bot.slack.api.web import Api
from bot.slack.given import Given
from bot.slack.receiving.app import Receiving, receiving
from bot.slack.sending.channel import SlackChannel
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, direct_lane
from service.domain.effects import Effect
from service.domain.errors import DeadlinePassed, Temporary
from service.domain.events import Kind
from service.domain.ids import DeliveryId, ItemId
from service.domain.persons import Identity, Person
from service.domain.receipts import Receipt, receipt_key
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from tests.bot.inbound import scene as inbound_scene
from tests.fakes.clock import FakeClock
from tests.servers.bolt import by_socket
from tests.servers.slack.core import Delivery as Sent
from tests.servers.slack.person import Person as Somebody
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

T = TypeVar("T")
Json = dict[str, Any]
MODES = ("socket", "http")


class Now(FakeClock):
    """The machine's time, so many seconds later."""

    def __init__(self) -> None:
        super().__init__()
        self.later = 0.0

    def now(self) -> float:
        return time.time() + self.later

    def monotonic(self) -> float:
        return time.monotonic() + self.later

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Fragile:
    """A store that is away when a test says so. `late`: it says so only after it has stored."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = 0
        self.late = 0

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        if self.away > 0:
            self.away -= 1
            raise Temporary("The database is away.", source="database")
        done = await self._store.run(work, deadline=deadline)
        if self.late > 0:
            self.late -= 1
            raise DeadlinePassed("It took too long.", source="database")
        return done

    async def read(self, query: Callable[[Reads], T]) -> T:
        return await self._store.read(query)

    async def close(self) -> None:
        """It is closed by whoever opened it."""


class Scene(inbound_scene.Scene):
    """People write in Slack, and the real Bolt app takes it in."""

    def __init__(self, store: Store, clock: Now, slack: FakeSlack) -> None:
        self.store = Fragile(store)
        super().__init__(self.store, clock)
        self.time = clock
        self.slack = slack
        self.api: Api
        self.receiving: Receiving
        self.channel: SlackChannel
        self._posts = 0

    @property
    def bot(self) -> str:
        """How heddle is mentioned."""
        return f"<@{self.slack.workspace.bot}>"

    @asynccontextmanager
    async def running(self, mode: str = "socket", **changes: Any) -> AsyncIterator[None]:
        """Listen, in a mode, with settings that differ from the usual ones."""
        slack = self.slack
        given = Given(slack.bot_token, slack.app_token, slack.signing_secret, api_url=slack.api)
        given = replace(given, by_http=mode == "http", **changes)
        self.api = Api(given, self.ports.telemetry, self.clock)
        me = await self.api.whoami()
        self.channel = SlackChannel(self.api, self.clock)
        self.receiving = receiving(self.api, given, me, self.channel, self.inbound, self.ports)
        homes = asyncio.create_task(self.receiving.homes.run_for_ever())
        try:
            async with self._listening(mode, given):
                yield
            await self.receiving.drained()
        finally:
            homes.cancel()
            await asyncio.gather(homes, return_exceptions=True)
            await self.api.close()

    @asynccontextmanager
    async def _listening(self, mode: str, given: Given) -> AsyncIterator[None]:
        app = self.receiving.app
        if mode == "http":
            async with _served(app) as self.slack.posting.url:
                yield
            return
        async with by_socket(app, given.app_token):
            await self.slack.connected()
            yield

    async def until(self, holds: Callable[[], object], patience: float = 30.0) -> None:
        await self.slack.wait(holds, patience)

    async def settled(self) -> None:
        """Wait until all that was sent is acknowledged or lost, and all is said."""
        await self.until(lambda: all(each.done for each in self.slack.deliveries))
        await self.receiving.drained()

    async def acked(self, sent: Sent | None) -> Sent:
        assert sent is not None
        await self.until(lambda: sent.done)
        await self.receiving.drained()
        assert sent.acked, sent.attempts
        return sent

    async def says(
        self, who: Somebody, room: Channel, text: str, thread: str | None = None, **more: Any
    ) -> Json:
        """Write a message and wait until it is dealt with."""
        said = who.says(room, text, thread, **more)
        await self.settled()
        return said

    async def begun(self, who: Somebody, room: Channel, text: str = "fix the build") -> Session:
        """Start a session by a mention, or directly."""
        mention = "" if room.kind == "im" else f"{self.bot} "
        said = await self.says(who, room, f"{mention}{text}")
        return await self.at(room, said["ts"])

    def where(self, room: Channel, root: str) -> ThreadKey:
        return ThreadKey("slack", self.slack.workspace.team, room.id, root)

    async def session_at(self, room: Channel, root: str) -> Session | None:
        where = self.where(room, root)
        return await self.read(lambda reads: reads.session_by_thread(where))

    async def at(self, room: Channel, root: str) -> Session:
        found = await self.session_at(room, root)
        assert found is not None
        return found

    async def sessions(self) -> list[Session]:
        return list(await self.read(lambda reads: reads.sessions(None)))

    async def texts(self, number: int) -> list[str]:
        found = await self.events(number, Kind.MESSAGE, Kind.ANSWER)
        return ["" if each.erased else str(each.payload["text"]) for each in found]

    async def receipt_of(self, room: Channel, message: str) -> Receipt | None:
        return await self.receipt(receipt_key("slack", self.slack.workspace.team, room.id, message))

    def known_as(self, who: Somebody) -> Identity:
        return Identity("slack", self.slack.workspace.team, who.id)

    async def person_of(self, who: Somebody) -> Person:
        found = await self.read(lambda reads: reads.person_by_identity(self.known_as(who)))
        assert found is not None
        return found

    async def posted(self, who: Somebody, item: ItemId, lane: str = "") -> Json:
        """Post an item's card, as the courier does, and return its message."""
        person = await self.person_of(who)
        card = await self.receiving.desk.seeing.ask(person.id, item)
        return await self._posted(who, person, card, lane, item)

    async def offered(self, who: Somebody, delivery: Delivery) -> Json:
        """Post an offer that stands in the outbox, and return its message."""
        facts = delivery.facts
        found = [await self._item(each) for each in facts["items"]]
        content = Offer(facts["message"], facts["excerpt"], offer(facts["message"], found))
        post = Post(delivery.id, ThreadKey.parse(delivery.lane), content, who.id)
        ts = await self.channel.post(post)
        return dict(who.dm.message(ts))

    async def _item(self, item: ItemId) -> Any:
        def query(reads: Reads) -> Any:
            found = reads.item(item)
            assert found is not None
            return found, reads.session(found.session)

        return await self.read(query)

    async def _posted(
        self, who: Somebody, person: Person, card: AskCard, lane: str, item: ItemId
    ) -> Json:
        lane = lane or direct_lane(self.known_as(who))
        self._posts += 1
        post = Post(DeliveryId(f"d{self._posts}"), ThreadKey.parse(lane), card, who.id)
        ts = await self.channel.post(post)

        def work(tx: Tx) -> None:
            now = tx.now()
            kind = DeliveryKind.ASK
            facts = {"items": [item]}
            made = Delivery(post.id, lane, person.id, kind, now, now, facts, item=item)
            tx.outbox.add(made)
            sent = DeliveryState.SENT
            tx.outbox.settle(replace(made, state=sent, settled_at=now, receipt=ts))

        await self.tx(work)
        rooms = self.slack.workspace.channels.values()
        return next(dict(each.messages[ts]) for each in rooms if ts in each.messages)

    async def offers(self) -> list[Delivery]:
        people = await self.read(lambda reads: reads.persons())
        found: list[Delivery] = []
        for person in people:
            of = person.id
            found += await self.read(lambda reads, of=of: reads.deliveries(person=of))  # type: ignore[misc]
        return [each for each in found if each.kind is DeliveryKind.OFFER]

    def own(self, room: Channel, thread: str | None = None) -> list[Json]:
        """Return what heddle wrote there."""
        bot = self.slack.workspace.bot
        return [each for each in self.slack.messages(room, thread) if each.get("user") == bot]

    def reactions(self, room: Channel, ts: str) -> list[str]:
        found = room.message(ts).get("reactions") or []
        return [str(each["name"]) for each in found]


def notices(who: Somebody) -> list[str]:
    """Return what only this person was told."""
    return [shown(each) for each in who.notices]


def shown(message: Json) -> str:
    """Return a message's text."""
    return str(message["text"])


@asynccontextmanager
async def _served(app: AsyncApp) -> AsyncIterator[str]:
    handler = AsyncSlackRequestHandler(app)

    async def take(request: Request) -> Response:
        return await handler.handle(request)

    listener = socket.create_server(("127.0.0.1", 0))
    routes = Starlette(routes=[Route("/slack/events", take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(routes, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"
    finally:
        server.should_exit = True
        await task
