"""Messages that are edited or deleted after they were sent."""

import discord

from bot.channel import Heard
from bot.chat.receiving.earlier import with_earlier
from bot.chat.receiving.once import Once
from bot.chat.receiving.welcome import Nobody, Unwelcome
from bot.discord.receiving.desk import VIA, Desk
from bot.discord.receiving.reading import by_a_person
from bot.discord.receiving.spots import Spot
from bot.discord.receiving.written import Written, titled
from service.domain.persons import Person
from service.domain.receipts import Receipt, receipt_key

_SESSIONS = 100
"""The last changed sessions of a person to which a direct message may have gone."""
Known = tuple[str, Receipt]


class Changes:
    """Hands edits and deletions on, of what was taken in before; each once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._once = Once()

    async def edited(self, message: discord.Message) -> Heard | None:
        """A message was edited; previews of links that Discord adds are no edit. Raises
        Temporary.
        """
        if message.edited_at is None or not by_a_person(message):
            return None
        key = (str(message.channel.id), str(message.id), message.edited_at.isoformat())
        return await self._once.take(key, lambda: self._edited(message))

    async def deleted(self, channel: int, guild: int | None, message: int) -> Heard | None:
        """A message was deleted. Raises Temporary."""
        key = (str(channel), str(message), "deleted")
        return await self._once.take(key, lambda: self._deleted(channel, guild, message))

    async def drained(self) -> None:
        """Return when nothing is being taken in any more."""
        await self._once.drained()

    async def _edited(self, message: discord.Message) -> tuple[Heard | None, bool]:
        try:
            guild = message.guild.id if message.guild else None
            spot = await self._desk.spots.at(message.channel.id, guild)
        except Nobody:
            return None, True
        known = await self._known(spot, message.id, message.author.id)
        person = await self._person(message, spot) if known else None
        if known is None or person is None:
            return None, True
        key, receipt = known
        text = await self._text(Written(message, spot), receipt)
        heard = await self._desk.inbound.edit(person, key, text)
        if heard.refused:
            telling = self._desk.telling
            await telling.soon(telling.reply(spot, message.id, heard.text))
        return heard, True

    async def _deleted(
        self, channel: int, guild: int | None, message: int
    ) -> tuple[Heard | None, bool]:
        try:
            spot = await self._desk.spots.at(channel, guild)
        except Nobody:
            return None, True
        user = await self._desk.spots.recipient(spot) if spot.direct else 0
        known = await self._known(spot, message, user)
        person = await self._author(user, known[0]) if known else None
        heard: Heard | None = None
        if known is not None and person is not None:
            heard = await self._desk.inbound.delete(person, known[0])
        return heard, True

    async def _known(self, spot: Spot, message: int, user: int) -> Known | None:
        """Return the receipt of a message that was taken in, and its key."""
        for key in [self._desk.key(spot, message), *await self._elsewhere(spot, message, user)]:
            receipt = await self._desk.seeing.receipt(key)
            if receipt is not None:
                return key, receipt
        return None

    async def _elsewhere(self, spot: Spot, message: int, user: int) -> list[str]:
        """A reply to what was told by direct message may have gone into another room's thread."""
        person = await self._desk.people.known(user) if spot.direct and user else None
        if person is None:
            return []
        found = await self._desk.ports.store.read(
            lambda reads: reads.sessions(person.id, limit=_SESSIONS)
        )
        rooms = {each.thread.room: each.thread for each in found if each.thread.channel == VIA}
        rooms.pop(str(spot.room), None)
        return [
            receipt_key(VIA, each.workspace, each.room, str(message)) for each in rooms.values()
        ]

    async def _person(self, message: discord.Message, spot: Spot) -> Person | None:
        try:
            return await self._desk.people.of(message.author, spot)
        except (Nobody, Unwelcome):
            return await self._desk.people.known(message.author.id)

    async def _author(self, user: int, key: str) -> Person | None:
        """Discord does not say whose message it was; in direct messages there is only one."""
        author = await self._desk.seeing.author(key)
        if author is not None:
            return await self._desk.ports.store.read(lambda reads: reads.person(author))
        return await self._desk.people.known(user) if user else None

    async def _text(self, post: Written, receipt: Receipt) -> str:
        text = await self._desk.wording.prompt(post.message, post.spot)
        if receipt.seq == 1 and post.opens_post and self._desk.spots.is_session(post.spot):
            return titled(post.message, text)
        opens = receipt.seq == 1 and post.spot.thread and not post.opens_post
        if opens and post.id != post.spot.thread:
            # It opened its session within a thread, whose beginning went along.
            return with_earlier(text, await self._desk.context.thread(post.spot, post.id))
        return text
