"""A thread that was there before its session: what was said in it, bounded, for the agent."""

from collections.abc import Sequence

import discord
import structlog

from bot.chat.receiving import earlier
from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.people import called
from bot.discord.receiving.reading import files_of
from bot.discord.receiving.spots import Spot
from bot.discord.receiving.wording import Wording

_log = structlog.get_logger(__name__)
_SAID = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
    }
)


class Context:
    """Reads threads for agents."""

    def __init__(self, client: discord.Client, wording: Wording) -> None:
        self._client = client
        self._wording = wording

    async def thread(self, spot: Spot, before: int | None = None, known: str = "") -> str:
        """Return what was said in a thread before a message (None: all), but for what stands in
        `known`; empty where Discord does not show it. Raises Temporary.
        """
        said = await self._said(spot, before)
        lines = [await self._line(each, spot, known) for each in said]
        return earlier.shown([line for line in lines if line])

    async def read(self, spot: Spot, message: int) -> discord.Message | None:
        """Return one message as it stands now, None if it is gone. Raises Temporary."""
        place = self._client.get_partial_messageable(spot.here, guild_id=spot.guild or None)
        try:
            return await ask(place.fetch_message(message))
        except DiscordRefused:
            return None

    async def _said(self, spot: Spot, before: int | None) -> Sequence[discord.Message]:
        most = earlier.MESSAGES
        until = discord.Object(before) if before else None
        place = self._client.get_partial_messageable(spot.here, guild_id=spot.guild or None)

        async def last() -> list[discord.Message]:
            return [each async for each in place.history(limit=most, before=until)]

        try:
            found = await ask(last())
        except DiscordRefused as error:
            _log.info("discord_thread_not_shown", thread=spot.here, error=str(error))
            return []
        found = [each for each in reversed(found) if each.type in _SAID]
        first = await self._first(spot)
        if first is None or any(each.id == first.id for each in found) or first.id == before:
            return found
        return [first, *found[1 - most :]]

    async def _first(self, spot: Spot) -> discord.Message | None:
        """A thread has the id of the message on which it stands: in its room, or its own."""
        inside = spot if spot.forum else Spot(spot.guild, spot.room)
        return await self.read(inside, spot.thread) if spot.thread else None

    async def _line(self, message: discord.Message, spot: Spot, known: str) -> str:
        said = (await self._wording.prompt(message, spot))[: earlier.EACH]
        names = [each.filename for each in files_of(message)]
        if said and said in known and not names:
            return ""
        files = f"(files: {', '.join(names)})" if names else ""
        said = " ".join(part for part in (said, files) if part)
        return f"{called(message.author)}: {said}" if said else ""
