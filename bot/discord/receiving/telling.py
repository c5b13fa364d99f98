"""What one person is told about what they just did: by them alone where that is possible."""

from typing import Any

import structlog

from bot.chat.receiving.saying import Saying
from bot.discord.api.refusals import DiscordRefused
from bot.discord.api.web import Api
from bot.discord.receiving.spots import Spot
from bot.discord.rendering.splitting import parts
from service.ports.clock import Clock

PATIENCE = 1.0
"""Seconds that what is said holds up what comes next; then it goes on beside it."""
_EYES = "👀"
_NONCE = 25
_NO_PREVIEWS, _SILENT = 1 << 2, 1 << 12
_CLOSED = "Your direct messages are closed, so heddle could not write to you there. "
_HIDDEN = f"{_CLOSED}Write it as `/heddle …`: only you see the answer then."
_log = structlog.get_logger(__name__)


class Telling(Saying):
    """Answers people. What cannot be said is logged: what they did stands all the same."""

    def __init__(self, api: Api, clock: Clock) -> None:
        super().__init__("discord", clock, PATIENCE)
        self._api = api

    async def reply(self, spot: Spot, message: int, markdown: str) -> None:
        """Reply to a message where it stands, without a sound; the same reply is not repeated
        within minutes. Raises Temporary, DiscordRefused.
        """
        about = {"message_id": str(message), "fail_if_not_exists": False}
        for number, part in enumerate(parts(markdown)):
            body = {**said(part, silent=True), **once(f"{message}a{number}")}
            if number == 0:
                body["message_reference"] = about
            await self._api.send(str(spot.here), body, ())

    async def direct(self, user: int, markdown: str, nonce: str = "") -> None:
        """Write to somebody directly. Raises DiscordRefused where they do not let heddle,
        Temporary.
        """
        dm = await self._api.open_dm(str(user))
        for number, part in enumerate(parts(markdown)):
            mark = once(f"{nonce}d{number}") if nonce else {}
            await self._api.send(dm, {**said(part), **mark}, ())

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
            for part in parts(markdown):
                await self._api.send(str(spot.here), said(part), ())
            return
        await self.direct(user, markdown)

    async def away(self, spot: Spot, user: int, message: int, markdown: str) -> None:
        """Turn somebody away, kindly and once a day for each reason."""
        if self.first_today(str(user), markdown):
            await self.soon(self._away(spot, user, message, markdown))

    async def seen(self, spot: Spot, message: int) -> None:
        """Show that a message was taken in."""
        try:
            await self._api.react(str(spot.here), str(message), _EYES)
        except DiscordRefused as error:
            # Deleted meanwhile, or reactions are not allowed: the message counts all the same.
            _log.info("discord_sign_not_shown", channel=spot.here, error=str(error))

    async def _away(self, spot: Spot, user: int, message: int, markdown: str) -> None:
        """By direct message, else in reply: what is said shows nothing of anybody."""
        if not spot.direct:
            try:
                where = f"In #{spot.name}: " if spot.name else ""
                await self.direct(user, f"{where}{markdown}", str(message))
            except DiscordRefused:
                pass
            else:
                return
        await self.reply(spot, message, markdown)


def said(content: str, *, silent: bool = False) -> dict[str, Any]:
    """Return the body of a message that mentions nobody and shows no previews of links."""
    flags = _NO_PREVIEWS | (_SILENT if silent else 0)
    return {"content": content, "flags": flags, "allowed_mentions": {"parse": []}}


def once(mark: str) -> dict[str, Any]:
    """Return what keeps Discord from posting the same message twice within minutes."""
    return {"nonce": mark[:_NONCE], "enforce_nonce": True}
