"""Logging in: what Discord says to a token, and what a person does about it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

import aiohttp
import discord

from bot.discord.client import DiscordClient
from bot.discord.given import Given
from service.domain.errors import Misconfigured, Temporary

T = TypeVar("T")

APPS = "https://discord.com/developers/applications"
SOURCE = "Discord"


def page(application: int | str = "", tab: str = "") -> str:
    """Return the address of the application's settings, or of one of their tabs."""
    return f"{APPS}/{application}/{tab}".rstrip("/") if application else APPS


def refused() -> Misconfigured:
    """Discord does not take the token."""
    return Misconfigured(
        f"Discord does not take the bot's token. At {APPS}, your application, Bot, press Reset "
        "Token, and give the new one to `heddle discord setup`."
    )


def disallowed(application: int | str = "") -> Misconfigured:
    """The application may not read what people write."""
    where = page(application, "bot") if application else f"{APPS}, your application, Bot"
    return Misconfigured(
        f"Discord does not let heddle read messages. At {where}, switch on “Message Content "
        "Intent” under Privileged Gateway Intents, and save."
    )


def may_read(flags: discord.ApplicationFlags) -> bool:
    """Tell whether the application has the intent of message contents, in few servers or many."""
    return flags.gateway_message_content or flags.gateway_message_content_limited


async def within_reach(call: Awaitable[T]) -> T:
    """Return what Discord answers.

    Raises Misconfigured if it does not take the token, Temporary if it does not answer; other
    refusals of discord.py go through.
    """
    try:
        return await call
    except discord.LoginFailure as error:
        raise refused() from error
    except discord.RateLimited as error:
        said = "Discord limits what heddle asks"
        raise Temporary(said, retry_after=error.retry_after, source=SOURCE, limited=True) from error
    except discord.HTTPException as error:
        if error.status == 401:
            raise refused() from error
        if error.status == 429 or error.status >= 500:
            said = f"Discord answered with HTTP {error.status}"
            raise Temporary(said, source=SOURCE, limited=error.status == 429) from error
        raise
    except (OSError, TimeoutError, aiohttp.ClientError) as error:
        raise Temporary(
            f"Discord does not answer ({type(error).__name__})", source=SOURCE
        ) from error


@asynccontextmanager
async def logged_in(
    given: Given, client: DiscordClient | None = None
) -> AsyncIterator[DiscordClient]:
    """Log in for REST calls, without listening. Raises Misconfigured and Temporary."""
    client = client or DiscordClient(given)
    try:
        await within_reach(client.login(given.token))
        yield client
    finally:
        await client.close()
