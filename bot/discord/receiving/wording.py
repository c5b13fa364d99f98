"""What people meant: a prompt, or a command; in plain text, without heddle's own mention."""

from collections.abc import Collection

import discord

from bot.chat.receiving.meaning import Meant, may_order, ordered
from bot.discord.receiving import entities
from bot.discord.receiving.entities import Names
from bot.discord.receiving.people import People, called
from bot.discord.receiving.reading import text_of
from bot.discord.receiving.spots import Spot, Spots


class Wording:
    """Reads texts."""

    def __init__(self, client: discord.Client, people: People, spots: Spots) -> None:
        self._client = client
        self._people = people
        self._spots = spots

    def own(self, spot: Spot) -> Collection[int]:
        """Return heddle's ids there: its user's and its own role's, which look alike to people."""
        me, guild = self._client.user, self._spots.guild(spot)
        role = guild.self_role if guild is not None else None
        return [each.id for each in (me, role) if each is not None]

    def is_asked(self, message: discord.Message, spot: Spot) -> bool:
        """Tell whether heddle is mentioned in the text; Discord also counts replies to it."""
        return entities.mentions(message.content, self.own(spot))

    def is_for_others(self, message: discord.Message, spot: Spot) -> bool:
        """Tell whether a message opens with somebody else's mention."""
        return entities.opens_with_other(message.content, self.own(spot))

    async def prompt(self, message: discord.Message, spot: Spot) -> str:
        """Return a message as the agent reads it."""
        known = {each.id: called(each) for each in message.mentions}
        roles = {each.id: each.name for each in message.role_mentions}
        return await self.plain(text_of(message), spot, known, roles)

    async def plain(
        self,
        raw: str,
        spot: Spot,
        known: dict[int, str] | None = None,
        roles: dict[int, str] | None = None,
    ) -> str:
        """Return a text as the agent reads it; `known` are names of people in it."""
        own, users = self.own(spot), dict(known or {})
        for user in entities.users_in(raw):
            if user not in own and user not in users:
                users[user] = await self._people.name(user, spot)
        guild = self._spots.guild(spot)
        held = {each.id: each.name for each in guild.roles} if guild else {}
        names = Names(own, users, {**held, **(roles or {})}, self._spots.link_name())
        return entities.plain(entities.without_own(raw, own), names).strip()

    async def meant(self, message: discord.Message, spot: Spot, *, sentences: bool) -> Meant:
        """Read a message; with `sentences`, one that is a command as a whole is one.

        Whom a command mentions is signed in. Raises Refused for those who are not let in.
        """
        text = await self.prompt(message, spot)
        if not may_order(text, sentences=sentences):
            return Meant(text)
        return ordered(await self.ordered(text_of(message), spot))

    async def ordered(self, raw: str, spot: Spot) -> str:
        """Return a command line; whom it mentions is signed in. Raises Refused."""
        own = self.own(spot)
        others = [each for each in entities.users_in(raw) if each not in own]
        names = {each: await self._people.mentioned(each, spot) for each in others}
        return await self.plain(raw, spot, names)
