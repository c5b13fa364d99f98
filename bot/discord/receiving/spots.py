"""Where something stands: a server's channel, a thread in it, a forum's post, direct messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord

from bot.chat.receiving.welcome import Nobody, Unwelcome, listed
from bot.discord.given import Given
from bot.discord.receiving.asking import DiscordRefused, ask

ME = "@me"
"""The workspace of direct messages, and of everybody's identity."""
_MOST = 20_000
_SERVER = (
    "heddle does not work in this server. Its operator can add it to `HEDDLE_DISCORD__SERVERS`."
)
_ROOM = (
    "heddle does not work in this channel. Its operator can add it to `HEDDLE_DISCORD__ROOMS`;"
    " in a direct message it works."
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place by Discord's ids; 0 for what it is not in. `room` is a channel, a thread's parent
    or direct messages; `forum`: the room has posts only; `threads`: messages there can have one.
    """

    guild: int
    room: int
    thread: int = 0
    name: str = ""
    forum: bool = False
    threads: bool = True

    @property
    def direct(self) -> bool:
        """Tell whether it is direct messages with heddle."""
        return not self.guild

    @property
    def workspace(self) -> str:
        """The workspace of keys."""
        return str(self.guild) if self.guild else ME

    @property
    def here(self) -> int:
        """The id under which messages are written there."""
        return self.thread or self.room


Channel = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread
_WITH_THREADS = frozenset({discord.ChannelType.text, discord.ChannelType.news})
_FORUMS = frozenset({discord.ChannelType.forum, discord.ChannelType.media})


class Spots:
    """Finds places, and tells in which of them heddle works."""

    def __init__(self, client: discord.Client, given: Given) -> None:
        self._client = client
        self._given = given
        self._threads: dict[int, tuple[int, int]] = {}

    async def at(self, channel: int, guild: int | None) -> Spot:
        """Return where the channel or thread of that id is. Raises Nobody where Discord does not
        show it, Temporary.
        """
        held = self._client.get_channel(channel)
        if held is None and channel in self._threads:
            return self._in_thread(channel, *self._threads[channel])
        if held is None and guild is None:
            return Spot(0, channel)
        if held is None:
            try:
                held = await ask(self._client.fetch_channel(channel))
            except DiscordRefused as error:
                raise Nobody(str(error)) from error
        return self.of(held)

    def of(self, channel: Channel) -> Spot:
        """Return where a channel is that Discord has shown."""
        if isinstance(channel, discord.Thread):
            self.note(channel)
            return self._in_thread(channel.id, channel.guild.id, channel.parent_id)
        if isinstance(channel, discord.abc.GuildChannel):
            return _room(channel)
        return Spot(0, channel.id)

    async def recipient(self, spot: Spot) -> int:
        """Return with whom heddle is in direct messages, 0 where Discord does not tell. Raises
        Temporary.
        """
        held = self._client.get_channel(spot.room)
        if held is None:
            try:
                held = await ask(self._client.fetch_channel(spot.room))
            except DiscordRefused:
                return 0
        user = held.recipient if isinstance(held, discord.DMChannel) else None
        return user.id if user else 0

    def note(self, thread: discord.Thread) -> None:
        """Remember whose thread it is: Discord's library forgets archived ones."""
        if len(self._threads) >= _MOST:
            self._threads.clear()
        self._threads[thread.id] = (thread.guild.id, thread.parent_id)

    def guild(self, spot: Spot) -> discord.Guild | None:
        """Return the server, if heddle is in it."""
        return self._client.get_guild(spot.guild) if spot.guild else None

    def servers(self) -> Sequence[discord.Guild]:
        """Return the servers in which heddle works."""
        return [each for each in self._client.guilds if self._serves(each)]

    def is_session(self, spot: Spot) -> bool:
        """Tell whether every post there is a session."""
        forums = self._given.forums
        return spot.forum and bool(forums) and listed(forums, str(spot.room), spot.name)

    def check(self, spot: Spot) -> None:
        """Raises Unwelcome where the operator does not let heddle work."""
        if spot.direct:
            return
        guild = self.guild(spot)
        if guild is not None and not self._serves(guild):
            raise Unwelcome(_SERVER)
        if not self.is_session(spot) and not listed(self._given.rooms, str(spot.room), spot.name):
            raise Unwelcome(_ROOM)

    def link_name(self) -> Callable[[int], str | None]:
        """Return how to name a channel by its id, None for those that heddle does not see."""

        def name(id_: int) -> str | None:
            found = self._client.get_channel(id_)
            return getattr(found, "name", None)

        return name

    def _serves(self, guild: discord.Guild) -> bool:
        return listed(self._given.servers, str(guild.id), guild.name)

    def _in_thread(self, thread: int, guild: int, parent: int) -> Spot:
        room = self._client.get_channel(parent)
        if isinstance(room, discord.abc.GuildChannel):
            found = _room(room)
            return Spot(guild, parent, thread, found.name, found.forum, found.threads)
        return Spot(guild, parent, thread)


def _room(channel: discord.abc.GuildChannel) -> Spot:
    kind = channel.type
    return Spot(
        channel.guild.id,
        channel.id,
        name=channel.name,
        forum=kind in _FORUMS,
        threads=kind in _WITH_THREADS,
    )
