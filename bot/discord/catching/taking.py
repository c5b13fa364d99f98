"""One message of Discord's history goes the way of a live one, and so does what became of it."""

from collections.abc import Awaitable, Callable

import discord

from bot.chat.catching import taking
from bot.chat.catching.tally import Picked, Tally
from service.ports.clock import Clock

Event = (
    discord.Message
    | discord.RawMessageUpdateEvent
    | discord.RawMessageDeleteEvent
    | discord.RawThreadDeleteEvent
)
Take = Callable[[Event], Awaitable[Picked | None]]
"""Takes an event in, as if it came just now; None if heddle is not concerned."""

_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})


def by_person(message: discord.Message) -> bool:
    """Tell whether somebody wrote it, and not a bot, a webhook or Discord itself."""
    return not message.author.bot and message.webhook_id is None and message.type in _BY_PEOPLE


class Taking:
    """Hands on what was written, and what became of it."""

    def __init__(self, take: Take, clock: Clock, oldest: float, tally: Tally) -> None:
        self._taking = taking.Taking[Event]("discord", take, clock, oldest, tally)

    async def message(self, message: discord.Message, *, concerns: bool) -> None:
        """Take a message in; `concerns` tells whether heddle would have heard it."""
        if by_person(message):
            key = (str(message.channel.id), str(message.id))
            at = message.created_at.timestamp()
            await self._taking.once(key, at, message, concerns=concerns)

    async def edited(self, message: discord.Message) -> None:
        """Tell of a message that nobody has read yet and that was changed."""
        data = {
            "id": message.id,
            "channel_id": message.channel.id,
            "content": message.content,
            "author": {"id": message.author.id},
        }
        if message.guild is not None:
            data["guild_id"] = message.guild.id
        # The library names its own types here and below, of which it reads these alone.
        event = discord.RawMessageUpdateEvent(data, message)  # type: ignore[arg-type]
        await self._taking.event(event, (str(message.channel.id), str(message.id)))

    async def deleted(self, message: str, channel: str, guild: int | None) -> None:
        """Tell that a message is gone that nobody has read yet."""
        data = {"id": message, "channel_id": channel}
        if guild is not None:
            data["guild_id"] = str(guild)
        event = discord.RawMessageDeleteEvent(data)  # type: ignore[arg-type]
        await self._taking.event(event, (channel, message))

    async def thread_deleted(self, thread: str, parent: str, guild: int) -> None:
        """Tell that a session's thread is gone."""
        public = discord.ChannelType.public_thread.value
        data = {"id": thread, "type": public, "guild_id": str(guild), "parent_id": parent}
        event = discord.RawThreadDeleteEvent(data)  # type: ignore[arg-type]
        await self._taking.event(event, (parent, thread))
