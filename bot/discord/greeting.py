"""The first direct message, and whether its answer arrives."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import discord

from bot.discord.client import DiscordClient
from bot.discord.entering import SOURCE, disallowed, logged_in, within_reach
from bot.discord.given import Given
from bot.discord.permissions import invite
from service.domain.errors import Refused, Temporary

_HELLO = (
    "Hello {name}, this is heddle. Please answer `!help` here: then we both know that I hear "
    "you, and you see what I can do."
)
_WORKS = "I hear you. Start me with `heddle up`, then write here what an agent should do."
_CLOSED = 50007
_CONNECTING = 20.0


class Greeting:
    """A direct conversation with the person who sets heddle up."""

    def __init__(self, client: DiscordClient, dm: discord.DMChannel, user: int) -> None:
        self._client = client
        self._dm = dm
        self._user = user
        self._after = 0

    @classmethod
    async def open(cls, client: DiscordClient, user: int) -> "Greeting":
        """Open it. Raises Refused, Misconfigured, Temporary."""
        try:
            dm = await within_reach(client.create_dm(discord.Object(user)))
        except discord.HTTPException as error:
            raise Refused(f"Discord opens no direct messages with you ({error.code}).") from error
        return cls(client, dm, user)

    async def greet(self, name: str) -> None:
        """Write to the person. Raises Refused if they cannot be written to, Misconfigured,
        Temporary.
        """
        try:
            sent = await within_reach(self._dm.send(_HELLO.format(name=name)))
        except discord.Forbidden as error:
            if error.code == _CLOSED:
                raise Refused(_closed(self._client.application_id or 0)) from error
            raise Refused(f"Discord does not let heddle write to you ({error.code}).") from error
        self._after = sent.id

    async def answer(self) -> tuple[str, str, float] | None:
        """Return what they wrote since, by its room, id and moment; None if nothing."""

        async def ask() -> list[discord.Message]:
            since = discord.Object(self._after)
            found = self._dm.history(after=since, limit=20, oldest_first=True)
            return [each async for each in found if each.author.id == self._user]

        own = await within_reach(ask())
        if not own:
            return None
        return str(self._dm.id), str(own[-1].id), own[-1].created_at.timestamp()

    async def confirm(self) -> None:
        """Tell the person that their answer arrived. Raises Misconfigured, Temporary."""
        await within_reach(self._dm.send(_WORKS))

    @asynccontextmanager
    async def listening(self, given: Given) -> AsyncIterator[asyncio.Event]:
        """Listen over a connection of one's own; the event is set once the person writes.

        Raises Misconfigured where Discord does not allow it, Temporary.
        """
        heard, standing = asyncio.Event(), asyncio.Event()
        async with logged_in(given) as client:
            client.take, client.standing = self._ear(heard), lambda _: standing.set()
            holding = asyncio.create_task(client.connect(reconnect=False))
            ready = asyncio.create_task(standing.wait())
            try:
                await asyncio.wait(
                    {holding, ready}, timeout=_CONNECTING, return_when=asyncio.FIRST_COMPLETED
                )
                if not standing.is_set():
                    await _why(holding)
                yield heard
            finally:
                for task in (holding, ready):
                    task.cancel()
                await asyncio.gather(holding, ready, return_exceptions=True)

    def _ear(self, heard: asyncio.Event) -> Callable[..., None]:
        where = (self._dm.id, self._user)

        def take(event: str, *about: object) -> None:
            message = about[0] if event == "message" else None
            if not isinstance(message, discord.Message):
                return
            if (message.channel.id, message.author.id) == where:
                heard.set()

        return take


async def _why(holding: "asyncio.Task[None]") -> None:
    """Raise why there is no connection."""
    said = "Discord's gateway does not answer. Try again."
    if not holding.done():
        raise Temporary(said, source=SOURCE)
    try:
        with suppress(asyncio.CancelledError):
            await holding
    except discord.PrivilegedIntentsRequired as error:
        raise disallowed() from error
    except (discord.DiscordException, OSError, aiohttp.ClientError) as error:
        raise Temporary(said, source=SOURCE) from error
    raise Temporary(said, source=SOURCE)


def _closed(application: int) -> str:
    return (
        "Discord does not let heddle write to you directly. Be in a server that heddle is in "
        f"({invite(application)}), and allow direct messages in that server's privacy settings."
    )
