"""What one person is told about what they just did: by them alone where that is possible."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import discord
import structlog

from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.spots import Spot
from bot.discord.rendering.splitting import parts
from service.domain.errors import Temporary
from service.ports.clock import Clock

PATIENCE = 1.0
"""Seconds that what is said holds up what comes next; then it goes on beside it."""
_DAY = 86_400.0
_MOST = 10_000
_EYES = "👀"
_NONCE = 25
_CLOSED = "Your direct messages are closed, so heddle could not write to you there. "
_HIDDEN = f"{_CLOSED}Write it as `/heddle …`: only you see the answer then."
_log = structlog.get_logger(__name__)


class Telling:
    """Answers people. What cannot be said is logged: what they did stands all the same."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._turned_away: dict[tuple[int, str], float] = {}
        self._beside: set[asyncio.Task[bool]] = set()

    async def soon(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do it now, or beside what follows if it takes too long; False if it failed by then."""
        task = self.beside(work)
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        return not done or task.result()

    def beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[bool]":
        """Do it beside what follows; the task tells whether it worked."""
        task = asyncio.create_task(self._tried(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task

    async def drained(self) -> None:
        """Return when everything is said."""
        while self._beside:
            await asyncio.wait(list(self._beside))

    async def reply(self, spot: Spot, message: int, markdown: str) -> None:
        """Reply to a message where it stands, without a sound; the same reply is not repeated
        within minutes. Raises Temporary, DiscordRefused.
        """
        place = self._client.get_partial_messageable(spot.here, guild_id=spot.guild or None)
        reference = discord.MessageReference(
            message_id=message, channel_id=spot.here, fail_if_not_exists=False
        )
        for number, part in enumerate(parts(markdown)):
            nonce = f"{message}a{number}"[:_NONCE]
            # The library tells what is left out by another mark than None.
            more: dict[str, Any] = {"reference": reference} if number == 0 else {}
            sent = place.send(part, silent=True, suppress_embeds=True, nonce=nonce, **more)
            await ask(sent)

    async def direct(self, user: int, markdown: str, nonce: str = "") -> None:
        """Write to somebody directly. Raises DiscordRefused where they do not let heddle,
        Temporary.
        """
        dm = await ask(self._client.create_dm(discord.Object(user)))
        for number, part in enumerate(parts(markdown)):
            more: dict[str, Any] = {"nonce": f"{nonce}d{number}"[:_NONCE]} if nonce else {}
            await ask(dm.send(part, suppress_embeds=True, **more))

    async def alone(self, spot: Spot, user: int, message: int, markdown: str) -> None:
        """Answer a message so that only its author reads it. Raises Temporary, DiscordRefused."""
        if spot.direct:
            await self.reply(spot, message, markdown)
            return
        try:
            await self.direct(user, markdown, str(message))
        except DiscordRefused:
            await self.reply(spot, message, _HIDDEN)

    async def told(self, spot: Spot, user: int, markdown: str) -> None:
        """Tell somebody where an answer of their own cannot be given any more."""
        if spot.direct:
            place = self._client.get_partial_messageable(spot.here)
            for part in parts(markdown):
                await ask(place.send(part, suppress_embeds=True))
            return
        await self.direct(user, markdown)

    async def away(self, spot: Spot, user: int, message: int, markdown: str) -> None:
        """Turn somebody away, kindly and once a day for each reason."""
        now = self._clock.now()
        known = self._turned_away.get((user, markdown))
        if known is not None and now - known < _DAY:
            return
        if len(self._turned_away) >= _MOST:
            self._turned_away.clear()
        self._turned_away[user, markdown] = now
        await self.soon(self._away(spot, user, message, markdown))

    async def seen(self, spot: Spot, message: int) -> None:
        """Show that a message was taken in."""
        place = self._client.get_partial_messageable(spot.here, guild_id=spot.guild or None)
        try:
            await ask(place.get_partial_message(message).add_reaction(_EYES))
        except DiscordRefused as error:
            # Deleted meanwhile, or reactions are not allowed: the message counts all the same.
            _log.info("discord_sign_not_shown", channel=spot.here, error=str(error))

    async def _away(self, spot: Spot, user: int, message: int, markdown: str) -> None:
        """By direct message, else in reply: what is said shows nothing of anybody."""
        if not spot.direct:
            try:
                await self.direct(user, markdown, str(message))
            except DiscordRefused:
                pass
            else:
                return
        await self.reply(spot, message, markdown)

    async def _tried(self, work: Coroutine[Any, Any, None]) -> bool:
        try:
            await work
        except (Temporary, DiscordRefused) as error:
            _log.warning("discord_answer_not_said", error=str(error))
            return False
        except Exception:
            _log.exception("discord_answer_not_said")
            return False
        return True
