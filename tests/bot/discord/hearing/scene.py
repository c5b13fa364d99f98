"""A front end on a real store, and a plain way of taking messages in: what is for heddle is
received, so that receipts and events tell what became of each.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

import discord

from bot.chat.catching.tally import Picked
from bot.courier.platform import ChatChannel
from bot.discord.catching.taking import Event
from bot.discord.client import DiscordClient
from bot.discord.frontend import Beside, DiscordFrontend, Listening, Pace
from bot.discord.given import Given
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.persons import Identity
from service.domain.receipts import Receipt, receipt_key
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Store
from service.usecases import edit, identify, receive
from service.usecases.receive import Arrival
from tests.bot.chat.hearing import Hearing, ShiftedClock
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel

T = TypeVar("T")
ME = "@me"


class Taker:
    """Takes in what people wrote in threads of sessions, where they mention it, in posts and in
    DMs, without any of Discord's courtesies.
    """

    def __init__(self, ports: Ports, client: DiscordClient) -> None:
        self._ports = ports
        self._client = client
        self.order: list[str] = []
        """The ids of what was taken, in order."""
        self.gone: list[str] = []
        """The ids of threads of which it was told that they are gone."""
        self.pressed: list[discord.Interaction] = []
        self.before: Callable[[Event], Awaitable[None]] | None = None

    async def take(self, event: Event) -> Picked | None:
        if self.before is not None:
            await self.before(event)
        if isinstance(event, discord.RawThreadDeleteEvent):
            self.gone.append(str(event.thread_id))
            return None
        if isinstance(event, discord.Message):
            return await self._message(event)
        person, key = await self._person("0"), ""
        text: str | None = None
        if isinstance(event, discord.RawMessageUpdateEvent):
            text = event.message.content
            person = await self._person(str(event.message.author.id))
        key = self._key(event.guild_id, event.channel_id, event.message_id)
        return await self._change(person, key, text)

    async def on_message(self, message: discord.Message) -> None:
        await self.take(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        await self.take(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        await self.take(payload)

    async def on_raw_bulk_message_delete(self, payload: Any) -> None:
        """Nothing of these tests."""

    async def on_thread_create(self, thread: Any) -> None:
        """Nothing of these tests."""

    async def on_raw_thread_update(self, payload: Any) -> None:
        """Nothing of these tests."""

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self.take(payload)

    async def on_guild_channel_delete(self, channel: Any) -> None:
        """Nothing of these tests."""

    async def on_guild_remove(self, guild: Any) -> None:
        """Nothing of these tests."""

    async def on_raw_member_remove(self, payload: Any) -> None:
        """Nothing of these tests."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.pressed.append(interaction)

    async def drained(self) -> None:
        """Nothing is done beside."""

    async def _message(self, message: discord.Message) -> Picked | None:
        if message.author.bot:
            return None
        where, post = self._where(message)
        known = await self._ports.store.read(lambda reads: reads.session_by_thread(where))
        mentioned = self._client.user in message.mentions
        if not (known or mentioned or post or message.guild is None):
            return None
        person = await self._person(str(message.author.id))
        guild = message.guild.id if message.guild else None
        key = receipt_key("discord", str(guild or ME), where.room, str(message.id))
        said = Arrival(key, where, person, message.content, "discord", open_room=True)
        received = await receive.receive(self._ports, said)
        if not received.again:
            self.order.append(str(message.id))
        return Picked(not received.again, received.session.owner_id)

    def _where(self, message: discord.Message) -> tuple[ThreadKey, bool]:
        """Return the thread, and whether it is a forum's post."""
        channel, own = message.channel, str(message.id)
        if message.guild is None:
            return ThreadKey("discord", ME, str(channel.id), own), False
        guild = str(message.guild.id)
        if isinstance(channel, discord.Thread):
            post = isinstance(channel.parent, discord.ForumChannel)
            return ThreadKey("discord", guild, str(channel.parent_id), str(channel.id)), post
        return ThreadKey("discord", guild, str(channel.id), own), False

    async def _change(self, person: PersonId, key: str, text: str | None) -> Picked:
        try:
            if text is None:
                receipt = (await self._ports.store.run(lambda tx: tx.receipts.get(key)))[0]
                if receipt is not None:
                    await edit.delete(self._ports, await self._author(receipt), key)
            else:
                await edit.edit(self._ports, person, key, text)
        except Refused:
            return Picked(False)
        return Picked(False)

    async def _author(self, receipt: Receipt) -> PersonId:
        assert receipt.session is not None
        number = receipt.session
        events = await self._ports.store.read(lambda reads: reads.events(number))
        return PersonId(next(each.actor for each in events if each.seq == receipt.seq))

    async def _person(self, user: str) -> PersonId:
        identity = Identity("discord", ME, user)
        return (await identify.sign_in(self._ports, identity, user)).id

    def _key(self, guild: int | None, channel: int, message: int) -> str:
        found = self._client.get_channel(channel)
        room = found.parent_id if isinstance(found, discord.Thread) else channel
        return receipt_key("discord", str(guild or ME), str(room), str(message))


class Scene(Hearing[DiscordFrontend, Given]):
    """A deployment with a fake Discord."""

    def __init__(self, store: Store, clock: ShiftedClock, fake: FakeDiscord) -> None:
        self.discord = fake
        super().__init__(store, clock, fake, self.token())
        self.takers: list[Taker] = []
        self.clients: list[DiscordClient] = []
        self.before: Callable[[Event], Awaitable[None]] | None = None
        self.commands: Callable[[DiscordClient], None] = lambda client: None

    def token(self, **changes: Any) -> Given:
        given = Given(
            self.discord.token, api_url=self.discord.api, gateway_url=self.discord.gateway_url
        )
        return replace(given, **changes)

    def made(self, holder: str, **options: Any) -> DiscordFrontend:
        beside = Beside(self.ports, self._listen, self._tell, self.channels, holder)
        return DiscordFrontend(beside, Pace(**{"ask": 0.02, "settling": 0.1, **options}))

    async def taken(self, *messages: Any) -> None:
        """Wait until all of these have been taken in."""
        wanted = {each["id"] for each in messages}
        await self.until(lambda: wanted <= {each for taker in self.takers for each in taker.order})

    async def receipts(self, *places: tuple[Channel, str]) -> list[Receipt | None]:
        """Return the receipts of messages, by where they stand and their ids."""
        return await self.receipts_of(
            *(
                receipt_key("discord", self._workspace(place), (place.parent or place).id, message)
                for place, message in places
            )
        )

    async def session(self, place: Channel, message: str = "") -> Session:
        """Return a thread's session, or the one that a message in a channel or DM opened."""
        room, thread = (place.parent, place.id) if place.parent else (place, message)
        return await self.session_of(ThreadKey("discord", self._workspace(place), room.id, thread))

    async def texts(self, place: Channel, message: str = "") -> list[str]:
        """Return what people wrote in a session, in its order; empty for what was deleted."""
        return await self.texts_of(await self.session(place, message))

    def _workspace(self, place: Channel) -> str:
        return place.guild.id if place.guild else ME

    def _listen(self, client: DiscordClient) -> Listening:
        taker = Taker(self.ports, client)
        taker.before = self.before
        self.takers.append(taker)
        self.clients.append(client)
        self.commands(client)
        # Nothing is sent by these tests: only that it is there counts.
        channel = cast(ChatChannel, object())
        return Listening(channel, taker, taker.take, taker.drained, taker.drained)
