"""Who somebody is, and whether heddle listens to them here."""

import discord

from bot.chat.receiving.welcome import Nobody, Unwelcome, listed, shown_name
from bot.discord.given import Given
from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.spots import ME, Spot, Spots
from bot.inbound.inbound import Inbound
from bot.inbound.seeing import Seeing
from service.domain.errors import Refused
from service.domain.persons import Identity, Person
from service.ports.clock import Clock

REMEMBER = 600.0
"""Seconds that what is known of a member stays good."""
_MOST = 10_000
_GUEST = (
    "Guests of a voice channel cannot work with heddle. Ask for an invitation to the server itself."
)
_STRANGER = (
    "heddle works only with members of its operator's servers, and you are in none of them. The"
    " operator can add yours to `HEDDLE_DISCORD__SERVERS`."
)
_NOT_LISTED = (
    "heddle works only with some people of this server, and you are not among them. Its operator"
    " can add you to `HEDDLE_DISCORD__PEOPLE`, or a role of yours to `HEDDLE_DISCORD__ROLES`."
)
Somebody = discord.User | discord.Member


class People:
    """Discord's people as heddle's persons."""

    def __init__(
        self,
        client: discord.Client,
        given: Given,
        spots: Spots,
        inbound: Inbound,
        seeing: Seeing,
        clock: Clock,
    ) -> None:
        self._client = client
        self._given = given
        self._spots = spots
        self._inbound = inbound
        self._seeing = seeing
        self._clock = clock
        self._members: dict[tuple[int, int], tuple[float, discord.Member | None]] = {}

    def identity(self, user: int) -> Identity:
        """Return how the person of that id is known."""
        return Identity("discord", ME, str(user))

    async def of(self, user: Somebody, spot: Spot) -> Person:
        """Return the person, signed in the first time they are seen. Raises Nobody for bots,
        Unwelcome for those whom the operator does not let in, Temporary.
        """
        if user.bot or user.system:
            raise Nobody("There is nobody to answer.")
        await self._check(user, spot)
        # Asked each time: linking accounts may have made somebody else of the identity.
        identity = self.identity(user.id)
        known = await self._seeing.person(identity)
        return known or await self._inbound.sign_in(identity, called(user))

    async def there(self, user: Somebody, spot: Spot) -> Somebody:
        """Return somebody with the roles that they have in a server, which its history does not
        tell. Raises Temporary.
        """
        guild = self._spots.guild(spot)
        if guild is None or isinstance(user, discord.Member):
            return user
        return await self.member(guild, user.id) or user

    async def name(self, user: int, spot: Spot) -> str:
        """Return what to call somebody who is mentioned, their id where Discord does not tell."""
        try:
            return called(await self.find(user, spot))
        except Nobody:
            return str(user)

    async def mentioned(self, user: int, spot: Spot) -> str:
        """Return the name by which a command finds somebody whom it mentions; they are signed
        in. Raises Refused for whom heddle does not let in.
        """
        try:
            return (await self.of(await self.find(user, spot), spot)).name
        except Nobody as error:
            raise Refused("Bots and deleted accounts cannot take part in a session.") from error

    async def known(self, user: int) -> Person | None:
        """Return the person behind a user's id if they ever signed in."""
        return await self._seeing.person(self.identity(user))

    async def find(self, user: int, spot: Spot) -> Somebody:
        """Return the user of that id. Raises Nobody if there is none, Temporary."""
        guild = self._spots.guild(spot)
        member = await self.member(guild, user) if guild else None
        if member is not None:
            return member
        try:
            return await ask(self._client.fetch_user(user))
        except DiscordRefused as error:
            raise Nobody(str(error)) from error

    async def member(self, guild: discord.Guild, user: int) -> discord.Member | None:
        """Return the member of a server, None if they are none. Raises Temporary."""
        key, now = (guild.id, user), self._clock.monotonic()
        at, known = self._members.get(key, (0.0, None))
        if key in self._members and now - at < REMEMBER:
            return known
        try:
            found = await ask(guild.fetch_member(user))
        except DiscordRefused:
            found = None
        if len(self._members) >= _MOST:
            self._members.clear()
        self._members[key] = (now, found)
        return found

    def forget(self, guild: int, user: int) -> None:
        """Ask anew about a member, because something of them changed."""
        self._members.pop((guild, user), None)

    async def _check(self, user: Somebody, spot: Spot) -> None:
        given = self._given
        members = await self._memberships(user, spot)
        if spot.direct and (given.servers or given.roles) and not members:
            raise Unwelcome(_STRANGER)
        if any(each.flags.guest for each in members):
            raise Unwelcome(_GUEST)
        if not given.people and not given.roles:
            return
        names = (str(user.id), user.name, user.global_name or "")
        if given.people and listed(given.people, *names):
            return
        roles = [role for each in members for role in each.roles]
        if given.roles and any(listed(given.roles, str(each.id), each.name) for each in roles):
            return
        raise Unwelcome(_NOT_LISTED)

    async def _memberships(self, user: Somebody, spot: Spot) -> list[discord.Member]:
        if isinstance(user, discord.Member):
            return [user]
        guild = self._spots.guild(spot)
        if guild is not None:
            found = [await self.member(guild, user.id)]
        elif self._given.servers or self._given.roles:
            found = [await self.member(each, user.id) for each in self._spots.servers()]
        else:
            found = []
        return [each for each in found if each is not None]


def roles_of(user: Somebody) -> frozenset[str]:
    """Return the ids of the roles that somebody has where they are seen."""
    if not isinstance(user, discord.Member):
        return frozenset()
    return frozenset(str(each.id) for each in user.roles)


def called(user: Somebody) -> str:
    """Return what to call somebody."""
    return shown_name(user.display_name, str(user.id))
