"""Discord's Web API as heddle uses it: messages, reactions, threads and who is who."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

import discord
from discord.http import HTTPClient

from bot.discord.api.refusals import ARCHIVED, DiscordRefused
from bot.discord.api.rest import Json, Rest, Upload
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

REMEMBER = 300.0
"""Seconds that what is known of a channel stays good."""
MOST_KNOWN = 1_000
"""Channels and people that are remembered at a time."""
PAGE = 100
_CHANNEL = "/channels/{channel_id}"
_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"


class Api:
    """The bot's calls. An archived thread is opened again where a call needs that.

    Every method raises as `Rest.call` says.
    """

    def __init__(self, http: HTTPClient, telemetry: Telemetry, clock: Clock) -> None:
        self._rest = Rest(http, telemetry, clock)
        self._clock = clock
        self._me = ""
        self._directs: dict[str, str] = {}
        self._channels: dict[str, tuple[float, Json]] = {}
        self._asking = WeakValueDictionary[str, asyncio.Lock]()

    async def me(self) -> str:
        """Return the bot's own id, asking Discord only once."""
        if not self._me:
            self._me = str((await self._rest.call("get_my_user", "GET", "/users/@me", {}))["id"])
        return self._me

    async def open_dm(self, user: str) -> str:
        """Return the id of the direct conversation with a person."""
        if user not in self._directs:
            _make_room(self._directs)
            found = await self._rest.call(
                "create_dm", "POST", "/users/@me/channels", {}, body={"recipient_id": user}
            )
            self._directs[user] = str(found["id"])
        return self._directs[user]

    async def channel(self, channel: str, *, fresh: bool = False) -> Json:
        """Return what Discord knows of a channel or thread, at most some minutes old."""
        # Who asks for the same meanwhile waits for that answer.
        asking = self._asking.setdefault(channel, asyncio.Lock())
        async with asking:
            now = self._clock.monotonic()
            at, known = self._channels.get(channel, (0.0, None))
            if known is not None and now - at < REMEMBER and not fresh:
                return known
            sent = {"channel_id": channel}
            found: Json = await self._rest.call("get_channel", "GET", _CHANNEL, sent)
            _make_room(self._channels)
            self._channels[channel] = (now, found)
            return found

    async def change_channel(self, channel: str, **facts: Any) -> None:
        """Change a thread's name, tags or whether it is archived."""
        sent = {"channel_id": channel}
        await self._rest.call("update_channel", "PATCH", _CHANNEL, sent, body=facts)

    async def send(self, channel: str, body: Mapping[str, Any], files: Sequence[Upload]) -> str:
        """Post a message and return its id."""
        sent = {"channel_id": channel}
        found = await self._opened("create_message", "POST", _MESSAGES, sent, body, files)
        return str(found["id"])

    async def edit(
        self, channel: str, message: str, body: Mapping[str, Any], files: Sequence[Upload] = ()
    ) -> None:
        """Replace a message; raises DiscordRefused with UNKNOWN_MESSAGE where it was deleted."""
        sent = {"channel_id": channel, "message_id": message}
        await self._opened("update_message", "PATCH", _MESSAGE, sent, body, files)

    async def react(self, channel: str, message: str, emoji: str) -> None:
        """Put heddle's reaction under a message."""
        sent = {"channel_id": channel, "message_id": message, "emoji": emoji}
        await self._opened("add_my_message_reaction", "PUT", _REACTION, sent)

    async def unreact(self, channel: str, message: str, emoji: str) -> None:
        """Take heddle's reaction away."""
        sent = {"channel_id": channel, "message_id": message, "emoji": emoji}
        await self._opened("delete_my_message_reaction", "DELETE", _REACTION, sent)

    def crowded(self) -> bool:
        """Tell whether so much was called in the last second that what can wait should."""
        return self._rest.crowded()

    async def spare(self, what: str) -> None:
        """Wait until an edit may be made that can be spared, of a card for one. Raises Temporary
        with when that is where it takes too long.
        """
        await self._rest.spare("update_message", what)

    async def type(self, channel: str) -> None:
        """Show for ten seconds that heddle is writing."""
        path, sent = f"{_CHANNEL}/typing", {"channel_id": channel}
        await self._rest.call("trigger_typing_indicator", "POST", path, sent)

    async def own_messages(self, channel: str, since: float, pages: int) -> list[Json]:
        """Return what heddle wrote there since a moment, oldest first."""
        me, found = await self.me(), list[Json]()
        after = str(discord.utils.time_snowflake(datetime.fromtimestamp(since, UTC)))
        for _ in range(pages):
            page: list[Json] = await self._rest.call(
                "list_messages",
                "GET",
                _MESSAGES,
                {"channel_id": channel},
                query={"after": after, "limit": PAGE},
            )
            page.sort(key=lambda each: int(each["id"]))
            found.extend(each for each in page if each["author"]["id"] == me)
            if len(page) < PAGE:
                break
            after = page[-1]["id"]
        return found

    async def _opened(
        self,
        name: str,
        method: str,
        path: str,
        sent: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        files: Sequence[Upload] = (),
    ) -> Any:
        """Call it; in an archived thread once more after that was opened again."""
        try:
            return await self._rest.call(name, method, path, sent, body=body, files=files)
        except DiscordRefused as error:
            if error.code != ARCHIVED:
                raise
        await self.change_channel(sent["channel_id"], archived=False)
        return await self._rest.call(name, method, path, sent, body=body, files=files)


def _make_room(known: dict[str, Any]) -> None:
    if len(known) >= MOST_KNOWN:
        known.pop(next(iter(known)))
