"""Threads on messages: one is opened for a session, with who asked for it in it."""

from typing import Literal

import discord
import structlog

from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.spots import Spot
from bot.presenter.plaintext import cut, one_line
from service.domain.errors import Refused, Temporary

KEEPS: Literal[10080] = 10080
"""Minutes without a message after which Discord puts a thread out of sight: the most it takes."""
_NAME = 100
_HAS_ONE = 160004
_NO_LEAVE = (
    "heddle may not open threads here. Ask who manages this server to let it, or write to it in a"
    " direct message."
)
_log = structlog.get_logger(__name__)


class Threading:
    """Opens threads and takes them back."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def open(self, spot: Spot, message: int, name: str, user: int) -> bool:
        """Open a thread on a message of a room, with a person in it; False if it had one.

        Raises Refused where heddle may not, Temporary.
        """
        http = self._client.http
        title = cut(one_line(name), _NAME) or "heddle"
        opening = http.start_thread_with_message(
            spot.room, message, name=title, auto_archive_duration=KEEPS
        )
        try:
            await ask(opening)
        except DiscordRefused as error:
            if error.code != _HAS_ONE:
                raise Refused(_NO_LEAVE) from error
            return False
        await self.invite(message, user)
        return True

    async def invite(self, thread: int, user: int) -> None:
        """Add a person to a thread, so that they find it among theirs."""
        try:
            await ask(self._client.http.add_user_to_thread(thread, user))
        except (DiscordRefused, Temporary) as error:
            _log.info("discord_member_not_added", thread=thread, error=str(error))

    async def take_back(self, thread: int) -> None:
        """Remove a thread whose session did not come to be."""
        try:
            await ask(self._client.http.delete_channel(thread))
        except (DiscordRefused, Temporary) as error:
            _log.info("discord_thread_left", thread=thread, error=str(error))
