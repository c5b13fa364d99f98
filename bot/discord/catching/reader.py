"""Discord's history, page after page; discord.py keeps to its limits."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import discord
import structlog
from discord.abc import Messageable
from discord.utils import snowflake_time, time_snowflake

from bot.discord.client import DiscordClient
from bot.discord.entering import within_reach
from service.domain.errors import Temporary
from service.ports.clock import Clock

T = TypeVar("T")
Archives = discord.TextChannel | discord.ForumChannel
PAGE = 100
"""Messages of one page."""
_PAUSE, _LONGEST = 1.0, 30.0
_log = structlog.get_logger(__name__)


class Unreadable(Exception):
    """Discord will never give it: heddle may not read there."""


def moment(snowflake: int) -> float:
    """Return when something with this id was made, in seconds since 1970."""
    return snowflake_time(snowflake).timestamp()


def since_then(at: float) -> int:
    """Return an id that is smaller than any that was made since then."""
    return time_snowflake(datetime.fromtimestamp(max(at, 0.0), UTC)) - 1


class Reader:
    """Reads what a bot may. What passes is tried again until it works; every method raises
    Unreadable.
    """

    def __init__(self, client: DiscordClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def channel(self, channel_id: int) -> Messageable | None:
        """Return a channel, thread or DM by its id; None if it is gone."""
        known = self._client.get_channel(channel_id)
        if known is None:
            known = await self._ask(lambda: self._client.fetch_channel(channel_id))
        return known if isinstance(known, Messageable) else None

    async def direct(self, user: int) -> discord.DMChannel | None:
        """Return the DM with a person; None if there is nobody of that id."""
        return await self._ask(lambda: self._client.create_dm(discord.Object(user)))

    async def messages(
        self, channel: Messageable, since: float
    ) -> AsyncIterator[list[discord.Message]]:
        """Yield what was written there since then, the oldest page first."""
        after = since_then(since)
        while True:
            page = await self._ask(partial(_page, channel, after))
            yield page or []
            if page is None or len(page) < PAGE:
                return
            after = page[-1].id

    async def message(self, channel: Messageable, message: int) -> discord.Message | None:
        """Return one message; None if it is gone."""
        return await self._ask(lambda: channel.fetch_message(message))

    async def archived(self, channel: Archives, since: float) -> list[discord.Thread]:
        """Return the channel's public threads that were archived since then."""
        return await self._ask(lambda: _archived(channel, since)) or []

    async def _ask(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """Return what Discord answers, None if there is no such thing."""
        pause = _PAUSE
        while True:
            try:
                return await within_reach(call())
            except Temporary as error:
                _log.info("discord_reading_delayed", error=str(error))
                await self._clock.sleep(error.retry_after or pause)
                pause = min(pause * 2, _LONGEST)
            except discord.NotFound:
                return None
            except (discord.HTTPException, discord.InvalidData) as error:
                raise Unreadable(str(error)) from error


async def _page(channel: Messageable, after: int) -> list[discord.Message]:
    found = channel.history(limit=PAGE, after=discord.Object(after), oldest_first=True)
    return [each async for each in found]


async def _archived(channel: Archives, since: float) -> list[discord.Thread]:
    found = []
    async for each in channel.archived_threads(limit=None):
        if each.archive_timestamp.timestamp() < since:
            break
        found.append(each)
    return found
