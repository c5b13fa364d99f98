"""What Discord says when it does not do something, as heddle's ways of failing."""

from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import discord

from service.domain.errors import Permanent, Temporary

T = TypeVar("T")
SOURCE = "discord"


class DiscordRefused(Permanent):
    """Discord refuses it; `code` is its own number, the text says what to fix."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


async def ask(call: Awaitable[T]) -> T:
    """Return what a call gives. Raises Temporary, DiscordRefused."""
    try:
        return await call
    except discord.RateLimited as error:
        raise Temporary(
            "Discord limits how often this is done.",
            retry_after=error.retry_after,
            source=SOURCE,
            limited=True,
        ) from error
    except discord.DiscordServerError as error:
        raise Temporary("Discord has trouble just now.", source=SOURCE, uncertain=True) from error
    except discord.HTTPException as error:
        raise refusal(error) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Temporary("Discord is out of reach.", source=SOURCE, uncertain=True) from error


def refusal(error: discord.HTTPException) -> Exception:
    """Return what an error of Discord's means."""
    if error.status == 429:
        text = "Discord limits how often this is done."
        return Temporary(text, source=SOURCE, limited=True)
    said = error.text or f"HTTP {error.status}"
    return DiscordRefused(f"Discord refuses this: {said}.", error.code)
