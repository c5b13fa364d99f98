"""A Discord with heddle's real client and listeners in it; what the agent does, the test says."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import discord

from bot.channel import Heard
from bot.chat.hearing import Hearing
from bot.chat.rendering import values
from bot.discord.api.web import Api
from bot.discord.client import DiscordClient
from bot.discord.given import Given
from bot.discord.intake import Intake
from bot.discord.receiving.app import Receiving
from bot.presenter.cards import AskCard, Button
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, direct_lane
from service.domain.events import Kind
from service.domain.ids import DeliveryId, ItemId
from service.domain.persons import Identity, Person
from service.domain.receipts import Receipt, receipt_key
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.store import Store, Tx
from tests.bot.inbound import scene as inbound_scene
from tests.bot.slack.receiving.scene import Fragile, Now
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.person import Person as Somebody
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel

Json = dict[str, Any]
ME = "@me"
HOME = "https://discord.com/channels"


class Scene(inbound_scene.Scene):
    """People write in Discord, and the real client takes it in."""

    def __init__(self, store: Store, clock: Now, fake: FakeDiscord) -> None:
        self.store = Fragile(store)
        super().__init__(self.store, clock)
        self.time = clock
        self.fake = fake
        self.barrier = fake.channel("barrier")
        self.client: DiscordClient
        self.receiving: Receiving
        self.intake: Intake
        self.failed: list[str] = []
        self._posts = 0
        self._done: set[int] = set()

    @property
    def bot(self) -> str:
        """How heddle is mentioned."""
        return self.fake.bot.mention

    @asynccontextmanager
    async def running(self, **changes: Any) -> AsyncIterator[None]:
        """Listen, with settings that differ from the usual ones."""
        fake = self.fake
        given = Given(fake.token, fake.api, fake.gateway_url, models=inbound_scene.MODELS)
        self.client = DiscordClient(replace(given, **changes), settling=0.05)
        api = Api(self.client.http, self.ports.telemetry, self.clock)
        self.receiving = Receiving(self.client, api, self.inbound, self.ports, _link)
        hearing = Hearing("discord", self.clock, self.ports.telemetry)
        self.intake = Intake(self.client, self.receiving, hearing, _at_once, self.clock)
        self.client.take = self._take
        beside = asyncio.create_task(self.receiving.run_for_ever())
        running = asyncio.create_task(self.client.start(fake.token))
        try:
            await asyncio.wait_for(self.client.settled.wait(), 30.0)
            await self.client.tree.sync()
            yield
            await self.settled()
        finally:
            beside.cancel()
            await self.client.close()
            await asyncio.gather(beside, running, return_exceptions=True)

    def _take(self, event: str, *given: Any) -> None:
        self.intake.take(event, *given)
        if event == "message" and given[0].channel.id == int(self.barrier.id):
            self._done.add(given[0].id)

    async def until(self, holds: Callable[[], object], patience: float = 30.0) -> None:
        await self.fake.wait(holds, patience)

    async def settled(self) -> None:
        """Wait until all that happened so far was heard and dealt with."""
        last = self.fake.webhook_says(self.barrier, "now")
        await self.until(lambda: int(last["id"]) in self._done)
        await self.intake.drained()
        await self.receiving.drained()

    async def says(self, who: Somebody, room: Channel, text: str, **more: Any) -> Json:
        """Write a message and wait until it is dealt with."""
        said = who.says(room, text, **more)
        await self.settled()
        return said

    async def begun(self, who: Somebody, room: Channel, text: str = "fix the build") -> Session:
        """Start a session by a mention, or directly."""
        mention = f"{self.bot} " if room.guild else ""
        said = await self.says(who, room, f"{mention}{text}")
        return await self.at(room, said["id"])

    async def answered(self, done: Interaction) -> Interaction:
        """Wait until an interaction has its answer."""
        await self.until(lambda: done.answered and not done.loading)
        await self.settled()
        return done

    def place(self, session: Session) -> Channel:
        """Return a session's thread."""
        return self.fake.world.channels[session.thread.thread]

    def where(self, room: Channel, root: str) -> ThreadKey:
        workspace = room.guild.id if room.guild else ME
        return ThreadKey("discord", workspace, room.id, root)

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
        """Return a message's receipt; `room` is its channel, of a thread the parent."""
        where = self.where(room, message)
        return await self.receipt(receipt_key("discord", where.workspace, room.id, message))

    def known_as(self, who: Somebody) -> Identity:
        return Identity("discord", ME, who.id)

    async def person_of(self, who: Somebody) -> Person:
        found = await self.read(lambda reads: reads.person_by_identity(self.known_as(who)))
        assert found is not None
        return found

    async def posted(self, who: Somebody, item: ItemId, room: Channel | None = None) -> Json:
        """Post an item's card, as the courier does, and return its message."""
        person = await self.person_of(who)
        card = await self.receiving.desk.seeing.ask(person.id, item)
        place = room or who.dm
        buttons = [*card.choices, *([card.other] if card.other else []), *card.more]
        sent = await self.shows(place, card.headline, *buttons)
        lane = direct_lane(self.known_as(who))
        self._posts += 1
        made_id = DeliveryId(f"d{self._posts}")

        def work(tx: Tx) -> None:
            now = tx.now()
            facts = {"items": [item]}
            made = Delivery(made_id, lane, person.id, DeliveryKind.ASK, now, now, facts, item=item)
            tx.outbox.add(made)
            state = DeliveryState.SENT
            tx.outbox.settle(replace(made, state=state, settled_at=now, receipt=sent["id"]))

        await self.tx(work)
        return sent

    async def shows(self, place: Channel, text: str, *buttons: Button) -> Json:
        """Let heddle post a message with buttons that carry their values."""
        view = discord.ui.View(timeout=None)
        for each in buttons[:20]:
            custom = values.encode(values.of(each), 100)
            view.add_item(discord.ui.Button(label=each.label[:80], custom_id=custom))
        view.stop()
        channel = self.client.get_partial_messageable(int(place.id))
        sent = await (channel.send(text, view=view) if buttons else channel.send(text))
        return place.messages[str(sent.id)]

    async def offers_menu(self, place: Channel, buttons: Sequence[Button]) -> Json:
        """Let heddle post a menu whose options carry what buttons would."""
        options = [
            discord.SelectOption(label=each.label, value=values.encode(values.of(each), 100))
            for each in buttons
        ]
        view = discord.ui.View(timeout=None)
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=values.menu("choose"), options=options
        )
        view.add_item(menu)
        view.stop()
        sent = await self.client.get_partial_messageable(int(place.id)).send("menu", view=view)
        return place.messages[str(sent.id)]

    async def ask_card(self, who: Somebody, item: ItemId) -> AskCard:
        person = await self.person_of(who)
        return await self.receiving.desk.seeing.ask(person.id, item)

    def own(self, room: Channel) -> list[Json]:
        """Return what heddle wrote there."""
        held = self.fake.messages(room)
        return [each for each in held if each["author"]["id"] == self.fake.bot.id]

    def said(self, room: Channel) -> list[str]:
        """Return the texts that heddle wrote there."""
        return [each["content"] for each in self.own(room) if each["content"]]

    def signs(self, message: Json) -> list[str]:
        """Return the reactions on a message."""
        return [
            emoji
            for (id_, emoji), who in self.fake.world.reactions.items()
            if who and id_ == message["id"]
        ]


async def _at_once(_: object) -> None:
    """Nothing older has to go first."""


def _link(thread: ThreadKey) -> str:
    return f"{HOME}/{thread.workspace}/{thread.thread}"


def repeated(heard: Heard | None) -> Heard:
    """Return what is heard of the same thing when it comes again."""
    assert heard is not None
    return replace(heard, again=True)
