"""Calls by way of Discord's library, whose errors become heddle's ways of failing."""

from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import discord

from bot.discord.api.refusals import SOURCE, DiscordRefused, limited, refusal
from service.domain.errors import Temporary

__all__ = ["DiscordRefused", "ask"]
T = TypeVar("T")


async def ask(call: Awaitable[T], name: str = "call") -> T:
    """Return what a call gives; `name` is what it does. Raises Temporary, DiscordRefused."""
    try:
        return await call
    except discord.RateLimited as error:
        raise limited(name, error.retry_after) from error
    except discord.DiscordServerError as error:
        raise Temporary("Discord has trouble just now.", source=SOURCE, uncertain=True) from error
    except discord.HTTPException as error:
        if error.status == 429:
            raise limited(name, None) from error
        raise refusal(name, error.status, error.code, error.text) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Temporary("Discord is out of reach.", source=SOURCE, uncertain=True) from error
