"""A front end on a real store, and a plain way of taking messages in: what is for heddle is
received, so that receipts and events tell what became of each.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.chat.catching.tally import Picked
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.frontend import Beside, Listening, SlackFrontend
from bot.slack.given import Given
from bot.slack.sending.channel import SlackChannel
from service.domain.errors import Refused
from service.domain.persons import Identity
from service.domain.receipts import Receipt, receipt_key
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Store
from service.usecases import edit, identify, receive
from service.usecases.receive import Arrival
from tests.bot.chat.hearing import Hearing, ShiftedClock
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

Json = Mapping[str, Any]


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


class Scene(Hearing[SlackFrontend, Given]):
    """A deployment with a fake Slack."""

    def __init__(self, store: Store, clock: ShiftedClock, slack: FakeSlack) -> None:
        self.slack = slack
        super().__init__(store, clock, slack, self.tokens())
        self.takers: list[Taker] = []
        self.before: Callable[[Json], Awaitable[None]] | None = None

    def tokens(self, **changes: Any) -> Given:
        given = Given(
            self.slack.bot_token,
            self.slack.app_token,
            self.slack.signing_secret,
            api_url=self.slack.api,
        )
        return replace(given, **changes)

    def made(self, holder: str, **options: Any) -> SlackFrontend:
        beside = Beside(self.ports, self._listen, self._tell, self.channels, holder)
        # A socket is given up when half a ping passes without its answer: what a busy machine
        # may take for anything. Tests of silence ping more often.
        return SlackFrontend(beside, **{"ask": 0.02, "ping": 4.0, **options})

    async def started(self, room: Channel, *names: str) -> list[str]:
        """Let people open threads in a room by a mention; return their first messages."""
        said = [
            self.slack.person(name).says(room, f"<@{self.slack.workspace.bot}> begin {number}")
            for number, name in enumerate(names)
        ]
        await self.until(lambda: all(each.acked for each in self.slack.deliveries))
        return [str(each["ts"]) for each in said]

    async def receipts(self, *places: tuple[str, str]) -> list[Receipt | None]:
        """Return the receipts of messages, by room and timestamp."""
        team = self.slack.workspace.team
        return await self.receipts_of(*(receipt_key("slack", team, *place) for place in places))

    async def session(self, room: str, thread: str) -> Session:
        return await self.session_of(ThreadKey("slack", self.slack.workspace.team, room, thread))

    async def texts(self, room: str, thread: str) -> list[str]:
        """Return what people wrote in a session, in its order; empty for what was deleted."""
        return await self.texts_of(await self.session(room, thread))

    def _listen(self, api: Api, given: Given, me: Self, channel: SlackChannel) -> Listening:
        taker = Taker(self.ports, me)
        taker.before = self.before
        self.takers.append(taker)
        app = app_of(api, given, taker)
        return Listening(app, taker.take, taker.drained)
