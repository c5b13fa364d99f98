"""What there is: guilds, people, channels, threads and messages."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.servers.discord.errors import DiscordError, require

Json = dict[str, Any]

TEXT, DM, FORUM, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 15, 11, 12
EPOCH_MS = 1_420_070_400_000


@dataclass(eq=False)
class User:
    """A person or a bot; `kind` is person or bot."""

    id: str
    name: str
    kind: str = "person"
    dms_open: bool = True
    notices: list[Json] = field(default_factory=list)
    """Ephemeral messages to this person."""

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    """A role of a guild; `permissions` is Discord's number."""

    id: str
    name: str
    permissions: int = 0
    managed: bool = False
    bot: str = ""
    """Whose own role it is."""

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(eq=False)
class Member:
    """A user in a guild, with the ids of their roles."""

    user: User
    joined: str
    roles: list[str] = field(default_factory=list)
    nick: str | None = None


@dataclass(eq=False)
class Overwrite:
    """What a channel allows or denies to a role (kind 0) or a member (kind 1)."""

    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(eq=False)
class Thread:
    """What a thread has beyond a channel."""

    owner: str
    created: str
    archive_at: str
    auto_archive: int = 1440
    archived: bool = False
    locked: bool = False
    members: dict[str, str] = field(default_factory=dict)
    """When each member joined."""
    tags: list[str] = field(default_factory=list)
    sent: int = 0


@dataclass(eq=False)
class Guild:
    """A server; the role of everybody has the guild's own id."""

    id: str
    name: str
    owner: str
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)


@dataclass(eq=False)
class Channel:
    """Where messages stand: a text channel, a forum, a thread or a DM."""

    id: str
    name: str
    kind: int = TEXT
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    """Whose DM it is."""
    thread: Thread | None = None
    topic: str | None = None
    position: int = 0
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    tags: list[Json] = field(default_factory=list)
    """A forum's, as Discord shows them."""
    messages: dict[str, Json] = field(default_factory=dict)
    """By id, oldest first."""
    last_message: str | None = None
    pins: dict[str, str] = field(default_factory=dict)
    """When each message was pinned."""
    nonces: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)
    """By author and nonce: when it was used, and for which message."""

    @property
    def of_thread(self) -> Thread:
        assert self.thread is not None
        return self.thread

    @property
    def of_guild(self) -> Guild:
        assert self.guild is not None
        return self.guild

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def message(self, known: object) -> Json:
        """Return the message, or refuse as Discord does."""
        found = self.messages.get(str(known))
        if found is None:
            raise DiscordError(10008)
        return found


@dataclass(eq=False)
class File:
    """An attachment's content."""

    id: str
    name: str
    content: bytes


class World:
    """The state that one application sees."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.shift = 0.0
        """Seconds that this server's clock is ahead."""
        self._last = 0
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.pings: dict[str, list[str]] = {}
        """By message: the ids of those who were notified; `everyone` for all."""
        self.reactions: dict[tuple[str, str], list[str]] = {}
        """By message and emoji: who reacted, in order."""
        self.typing: list[tuple[float, str, str]] = []
        """When who began to type in which channel, monotonic seconds."""
        self.bot = User(self.id(), "heddle", "bot")
        self.application = self.bot.id
        self.users[self.bot.id] = self.bot

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._now() + self.shift

    def stamp(self, ahead: float = 0.0) -> str:
        """Return the time as Discord writes it."""
        return datetime.fromtimestamp(self.now() + ahead, UTC).isoformat(timespec="microseconds")

    def id(self) -> str:
        """Return a snowflake later than all before it."""
        made = (int(self.now() * 1_000) - EPOCH_MS) << 22
        self._last = max(self._last + 1, made)
        return str(self._last)

    def user(self, known: object) -> User:
        found = self.users.get(str(known))
        if found is None:
            raise DiscordError(10013)
        return found

    def guild(self, known: object) -> Guild:
        """Return a guild that the bot is in."""
        found = self.guilds.get(str(known))
        if found is None:
            raise DiscordError(10004)
        require(self.bot.id in found.members, 50001)
        return found

    def channel(self, known: object) -> Channel:
        found = self.channels.get(str(known))
        if found is None:
            raise DiscordError(10003)
        return found

    def dm(self, user: User) -> Channel:
        """Return the DM of a person and the bot, made at need."""
        require(user.kind != "bot", 50007)
        for each in self.channels.values():
            if each.recipient is user:
                return each
        made = Channel(self.id(), "", DM, recipient=user)
        self.channels[made.id] = made
        return made

    def threads(self, guild: Guild) -> list[Channel]:
        """Return a guild's threads that are not archived."""
        held = self.channels.values()
        return [
            each
            for each in held
            if each.guild is guild and each.thread and not each.thread.archived
        ]
