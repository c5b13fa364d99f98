"""What was missed goes to those who take live events."""

from typing import Protocol

import discord

from bot.channel import Heard
from bot.discord.catching.taking import Event


class Takes(Protocol):
    """Who takes it; each raises Temporary, and returns None for what does not concern heddle."""

    async def take(self, message: discord.Message) -> Heard | None:
        """A message that was read from a history."""
        ...

    async def changed(self, message: discord.Message) -> Heard | None:
        """A message as it stands after an edit."""
        ...

    async def removed(self, channel: int, guild: int | None, message: int) -> Heard | None:
        """A message is gone."""
        ...

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
        ...


async def hand_on(event: Event, takes: Takes) -> tuple[str, Heard | None]:
    """Hand an event on; return who wrote it, empty if it is no new message, and what became of
    it. Raises Temporary.
    """
    match event:
        case discord.Message():
            return str(event.author.id), await takes.take(event)
        case discord.RawMessageUpdateEvent():
            return "", await takes.changed(event.message)
        case discord.RawMessageDeleteEvent():
            where = (event.channel_id, event.guild_id, event.message_id)
            return "", await takes.removed(*where)
        case _:
            await takes.on_raw_thread_delete(event)
            return "", None
