"""Making who and what there is: people, roles, servers, channels and what administrators do."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.servers.discord import events, messages, permissions, shapes, threads
from tests.servers.discord.core import Checks, Core
from tests.servers.discord.faults import Faults
from tests.servers.discord.person import Person
from tests.servers.discord.world import (
    FORUM,
    TEXT,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    User,
    World,
)

Json = dict[str, Any]


class Setting:
    """The state of a server that tests arrange; everything may be called from any thread."""

    token = "MTAwMDAwMDAwMDAwMDAwMDAw.Ghe0xx.heddle"

    def __init__(self, now: Callable[[], float] = time.time, checks: Checks = "now") -> None:
        self.faults = Faults()
        self.world = World(now)
        self.core = Core(self.world, self.faults, self.token, checks=checks)
        self.bot = Person(self.core, self.world.bot)
        self.owner = self._user("owner", "person")
        self.guild = self.server("loom")

    def person(
        self, name: str, *roles: str, kind: str = "person", guild: Guild | None = None
    ) -> Person:
        """Return the person of that name, made at need and a member, with these roles."""
        with self.core.changed:
            home = guild or self.guild
            held = self.world.users.values()
            known = next((each for each in held if each.name == name), None)
            known = known or self._user(name, kind)
            if known.id not in home.members:
                home.members[known.id] = Member(known, self.world.stamp())
            if roles:
                home.members[known.id].roles = [self.role(each, guild=home).id for each in roles]
            return Person(self.core, known)

    def stranger(self, name: str) -> Person:
        """Return a person who is in no server."""
        with self.core.changed:
            return Person(self.core, self._user(name, "person"))

    def role(self, name: str, *granted: str, guild: Guild | None = None) -> Role:
        """Return the role of that name, made at need; `granted` are permissions."""
        with self.core.changed:
            home = guild or self.guild
            known = next((each for each in home.roles.values() if each.name == name), None)
            change = "UPDATE" if granted else ""
            if known is None:
                known, change = Role(self.world.id(), name), "CREATE"
                home.roles[known.id] = known
            if granted:
                known.permissions = permissions.bits(*granted)
            if change:
                self._tell_role(home, known, change)
            return known

    def server(self, name: str, bot: bool = True) -> Guild:
        """Make a server, with the bot in it unless told otherwise."""
        with self.core.changed:
            made = Guild(self.world.id(), name, self.owner.id)
            made.roles[made.id] = Role(made.id, "@everyone", permissions.EVERYONE)
            made.members[self.owner.id] = Member(self.owner, self.world.stamp())
            self.world.guilds[made.id] = made
            if bot:
                own = Role(self.world.id(), "heddle", permissions.BOT, True, self.bot.id)
                made.roles[own.id] = own
                joined = self.world.stamp()
                made.members[self.bot.id] = Member(self.world.bot, joined, [own.id])
            return made

    def channel(
        self,
        name: str,
        *members: Person,
        private: bool = False,
        bot: bool = True,
        guild: Guild | None = None,
        kind: int = TEXT,
    ) -> Channel:
        """Make a channel; a private one is for its members, and for the bot unless told not."""
        with self.core.changed:
            home = guild or self.guild
            made = Channel(self.world.id(), name, kind, home, position=len(self.world.channels))
            view = permissions.bits("view_channel")
            if private:
                made.overwrites[home.id] = Overwrite(0, deny=view)
                seen = [each.id for each in members] + ([self.bot.id] if bot else [])
                made.overwrites |= {each: Overwrite(1, allow=view) for each in seen}
            elif not bot:
                made.overwrites[self.bot.id] = Overwrite(1, deny=view)
            self.world.channels[made.id] = made
            events.channel(self.core, made, "CREATE")
            return made

    def forum(self, name: str, tags: Iterable[str] = (), guild: Guild | None = None) -> Channel:
        """Make a forum with these tags."""
        with self.core.changed:
            made = self.channel(name, guild=guild, kind=FORUM)
            made.tags = [threads.tag(self.core, each) for each in tags]
            events.channel(self.core, made, "UPDATE")
            return made

    def permit(self, place: Channel, **granted: bool) -> None:
        """Allow or deny the bot something in a channel: `send_messages=False`."""
        with self.core.changed:
            own = place.overwrites.setdefault(self.bot.id, Overwrite(1))
            for name, allowed in granted.items():
                bit = permissions.bits(name)
                own.allow = own.allow | bit if allowed else own.allow & ~bit
                own.deny = own.deny & ~bit if allowed else own.deny | bit
            events.channel(self.core, place, "UPDATE")

    def grant(self, *granted: str, guild: Guild | None = None) -> None:
        """Give the bot's own role exactly these permissions."""
        with self.core.changed:
            home = guild or self.guild
            own = next(each for each in home.roles.values() if each.managed)
            own.permissions = permissions.bits(*granted)
            home.roles[home.id].permissions = permissions.bits("view_channel")
            for each in (own, home.roles[home.id]):
                self._tell_role(home, each, "UPDATE")

    def sets_roles(self, person: Person, *roles: str, guild: Guild | None = None) -> None:
        """Give a member exactly these roles."""
        with self.core.changed:
            home = guild or self.guild
            member = home.members[person.id]
            member.roles = [self.role(each, guild=home).id for each in roles]
            events.guild_member(self.core, home, member, "UPDATE")

    def archive(self, thread: Channel, locked: bool = False) -> None:
        """Archive a thread, as Discord does after a while; also lock it, as a moderator does."""
        with self.core.changed:
            threads.change(self.core, thread, self.owner, {"archived": True, "locked": locked})

    def delete(self, place: Channel) -> None:
        """Delete a channel or thread."""
        with self.core.changed:
            threads.drop(self.core, place)

    def kick_bot(self, guild: Guild) -> None:
        """Take the bot out of a server."""
        with self.core.changed:
            events.emit(self.core, "GUILD_DELETE", {"id": guild.id}, events.GUILDS)
            del guild.members[self.bot.id]

    def webhook_says(self, channel: Channel, text: str, name: str = "Hook") -> Json:
        """Write a message by somebody's webhook."""
        with self.core.changed:
            author = User(self.world.id(), name, "bot")
            made = messages.made(self.core, channel, author, {"content": text})
            made["webhook_id"] = author.id
            return messages.write(self.core, channel, made)

    def messages(self, channel: Channel) -> list[Json]:
        """Return a channel's messages, oldest first, Discord's own lines among them."""
        with self.core.changed:
            return list(channel.messages.values())

    def texts(self, channel: Channel) -> list[str]:
        """Return what the bot and people wrote in a channel, oldest first."""
        own = (messages.DEFAULT, messages.REPLY, messages.COMMAND, messages.CONTEXT)
        return [each["content"] for each in self.messages(channel) if each["type"] in own]

    def threads(self, channel: Channel) -> list[Channel]:
        """Return a channel's threads, oldest first, archived ones among them."""
        with self.core.changed:
            held = self.world.channels.values()
            return [each for each in held if each.parent is channel]

    def pinged(self, message: Json) -> list[str]:
        """Return whom a message notified, by name; roles by name, and `everyone`."""
        with self.core.changed:
            known = {each.id: each.name for each in self.world.users.values()}
            for guild in self.world.guilds.values():
                known |= {each.id: each.name for each in guild.roles.values()}
            return [known.get(each, each) for each in self.world.pings.get(message["id"], [])]

    def content(self, attachment: Json) -> bytes:
        """Return what is in an attachment."""
        with self.core.changed:
            return self.world.files[attachment["id"]].content

    def later(self, seconds: float) -> None:
        """Let this server's clock go on: tokens, interactions and nonces run out."""
        with self.core.changed:
            self.world.shift += seconds

    def _tell_role(self, guild: Guild, role: Role, change: str) -> None:
        if self.world.bot.id in guild.members:
            content = {"guild_id": guild.id, "role": shapes.role(role)}
            events.emit(self.core, f"GUILD_ROLE_{change}", content, events.GUILDS)

    def _user(self, name: str, kind: str) -> User:
        made = User(self.world.id(), name, kind)
        self.world.users[made.id] = made
        return made
