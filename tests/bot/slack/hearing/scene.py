"""A front end on a real store, and a plain way of taking messages in: what is for heddle is
received, so that receipts and events tell what became of each.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncApp

from bot.chat.catching.catching import Back
from bot.chat.catching.tally import Picked
from bot.courier.platform import ChatChannel
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.frontend import Beside, Listening, SlackFrontend
from bot.slack.given import Given
from bot.slack.sending.channel import SlackChannel
from service.adapters.clock.system import SystemClock, SystemIds
from service.domain.effects import Effect
from service.domain.errors import Refused, Temporary
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.persons import Identity
from service.domain.policy import Policy
from service.domain.receipts import Receipt, receipt_key
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from service.usecases import edit, identify, receive
from service.usecases.receive import Arrival
from tests.fakes.hints import FakeDoorbell, FakeSignals
from tests.fakes.working import FakeTelemetry
from tests.servers.slack.server import FakeSlack
from tests.usecases.scene import NoCipher

T = TypeVar("T")
Json = Mapping[str, Any]


class ShiftedClock(SystemClock):
    """The machine's time, so many seconds later."""

    def __init__(self) -> None:
        self.later = 0.0

    def now(self) -> float:
        return super().now() + self.later


class Mortal:
    """A store until it is `dead`: then nothing of its process is written any more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.dead = False

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        self._check()
        return await self._store.run(work, deadline=deadline)

    async def read(self, query: Callable[[Reads], T]) -> T:
        self._check()
        return await self._store.read(query)

    async def close(self) -> None:
        """The store outlives its process."""

    def _check(self) -> None:
        if self.dead:
            raise Temporary("The process was killed.", retry_after=0.02)


class Taker:
    """Takes messages in without any of Slack's courtesies."""

    def __init__(self, ports: Ports, me: Self) -> None:
        self._ports = ports
        self._me = me
        self.order: list[str] = []
        """The timestamps of what was taken, in order."""
        self.before: Callable[[Json], Awaitable[None]] | None = None

    async def take(self, event: Json) -> Picked | None:
        if self.before is not None:
            await self.before(event)
        if event.get("subtype") == "message_changed":
            message = event["message"]
            person = await self._person(message["user"])
            return await self._change(person, self._key(event, message["ts"]), message["text"])
        if event.get("subtype") == "message_deleted":
            person = await self._person(event["previous_message"]["user"])
            return await self._change(person, self._key(event, event["deleted_ts"]), None)
        return await self._message(event)

    async def _message(self, event: Json) -> Picked | None:
        thread = str(event.get("thread_ts") or event["ts"])
        where = ThreadKey("slack", self._me.team, event["channel"], thread)
        known = await self._ports.store.read(lambda reads: reads.session_by_thread(where))
        mentioned = f"<@{self._me.user}>" in event["text"]
        if not (known or mentioned or event["channel"].startswith("D")):
            return None
        person = await self._person(event["user"])
        key = self._key(event, event["ts"])
        said = Arrival(key, where, person, event["text"], "slack", open_room=True)
        received = await receive.receive(self._ports, said)
        if not received.again:
            self.order.append(event["ts"])
        return Picked(not received.again, received.session.owner_id)

    async def drained(self) -> None:
        """Nothing is done beside."""

    async def _change(self, person: Any, key: str, text: str | None) -> Picked:
        try:
            if text is None:
                await edit.delete(self._ports, person, key)
            else:
                await edit.edit(self._ports, person, key, text)
        except Refused:
            return Picked(False)
        return Picked(False)

    async def _person(self, user: str) -> Any:
        identity = Identity("slack", self._me.team, user)
        return (await identify.sign_in(self._ports, identity, user)).id

    def _key(self, event: Json, ts: str) -> str:
        return receipt_key("slack", self._me.team, event["channel"], ts)


def app_of(api: Api, given: Given, taker: Taker) -> AsyncApp:
    """Return a Bolt app that takes messages and mentions."""
    app = AsyncApp(
        token=given.bot_token,
        client=api.client,
        signing_secret=given.signing_secret,
        process_before_response=True,
    )

    async def take(event: dict[str, Any]) -> None:
        await taker.take(event)

    app.event("message")(take)
    app.event("app_mention")(take)
    app.event({"type": "message", "subtype": "message_changed"})(take)
    app.event({"type": "message", "subtype": "message_deleted"})(take)
    return app


class Scene:
    """A deployment with a fake Slack, and as many front ends as a test wants."""

    def __init__(self, store: Store, clock: ShiftedClock, slack: FakeSlack) -> None:
        self.clock, self.slack = clock, slack
        self._real = store
        self.store = Mortal(store)
        self.telemetry = FakeTelemetry()
        self.ports = Ports(
            self.store,
            FakeDoorbell(),
            FakeSignals(),
            clock,
            SystemIds(),
            NoCipher(),
            self.telemetry,
            replace(Policy(), cap=1000, cap_max=1000),
        )
        self.told: list[Back] = []
        self.takers: list[Taker] = []
        self.before: Callable[[Json], Awaitable[None]] | None = None
        self.channels: dict[str, ChatChannel] = {}
        self.given: Given | None = self.tokens()
        self._count = 0

    def tokens(self, **changes: Any) -> Given:
        given = Given(
            self.slack.bot_token,
            self.slack.app_token,
            self.slack.signing_secret,
            api_url=self.slack.api,
        )
        return replace(given, **changes)

    def frontend(self, **options: Any) -> SlackFrontend:
        """Make a front end with a holder of its own, which looks for tokens all the time."""
        self._count += 1
        beside = Beside(self.ports, self._listen, self._tell, self.channels, f"bot-{self._count}")
        return SlackFrontend(beside, **{"ask": 0.02, "ping": 0.2, **options})

    @asynccontextmanager
    async def running(self, **options: Any) -> AsyncIterator[SlackFrontend]:
        """Run a front end, until the block ends."""
        frontend = self.frontend(**options)
        task = asyncio.create_task(frontend.run_for_ever(self._given))
        try:
            yield frontend
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def die(self) -> None:
        """Whatever runs now writes nothing any more; what is started later does."""
        self.store.dead = True
        self.store = Mortal(self._real)
        self.ports = replace(self.ports, store=self.store)

    async def _given(self) -> Given | None:
        return self.given

    async def connected(self, frontend: SlackFrontend) -> None:
        """Wait until it hears and has read what it missed."""
        await self.until(lambda: frontend.state.connected and frontend.state.missed_since is None)

    async def until(self, holds: Callable[[], object], patience: float = 30.0) -> None:
        await self.slack.wait(holds, patience)

    async def read(self, query: Callable[[Reads], T]) -> T:
        return await self.store.read(query)

    async def receipts(self, *places: tuple[str, str]) -> list[Receipt | None]:
        """Return the receipts of messages, by room and timestamp."""
        keys = [receipt_key("slack", self.slack.workspace.team, *place) for place in places]

        def work(tx: Tx) -> list[Receipt | None]:
            return [tx.receipts.get(key) for key in keys]

        return (await self.store.run(work))[0]

    async def session(self, room: str, thread: str) -> Session:
        key = ThreadKey("slack", self.slack.workspace.team, room, thread)
        found = await self.read(lambda reads: reads.session_by_thread(key))
        assert found is not None, f"there is no session in {room} at {thread}"
        return found

    async def texts(self, room: str, thread: str) -> list[str]:
        """Return what people wrote in a session, in its order; None for what was deleted."""
        number = (await self.session(room, thread)).number
        return [
            "" if each.erased else str(each.payload["text"])
            for each in await self.read(
                lambda reads: reads.events(SessionNumber(number), kinds={Kind.MESSAGE})
            )
        ]

    def _listen(self, api: Api, given: Given, me: Self, channel: SlackChannel) -> Listening:
        taker = Taker(self.ports, me)
        taker.before = self.before
        self.takers.append(taker)
        app = app_of(api, given, taker)
        return Listening(app, taker.take, taker.drained)

    async def _tell(self, back: Back) -> None:
        self.told.append(back)
