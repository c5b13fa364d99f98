"""Messages on their way to Discord: harmless, and each posted once by its delivery's id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.discord.api.refusals import BAD_FORM, EMPTY, DiscordRefused
from bot.discord.api.rest import Upload
from bot.discord.api.web import Api
from bot.discord.rendering import limits
from bot.discord.rendering.parts import Message
from bot.discord.sending.places import Place

NONCE = 25
"""Characters of the word by which Discord knows for some minutes that it has a message."""
_SILENT = 1 << 12
_NO_PREVIEWS = 1 << 2
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tag:
    """Which part of which delivery a message is."""

    id: str
    part: int = 0

    @property
    def nonce(self) -> str:
        """What Discord knows the message by for some minutes."""
        return f"{self.id}.{self.part}"[:NONCE]


@dataclass(frozen=True, slots=True)
class How:
    """How a message comes: whether it notifies, and the one whom it may mention."""

    loud: bool = True
    user: str = ""


QUIET = How(loud=False)


class Poster:
    """Posts and edits. What Discord does not like the layout of goes out as plain text."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def post(
        self,
        place: Place,
        message: Message,
        tag: Tag,
        how: How,
        files: Sequence[Upload] = (),
    ) -> str:
        """Post a message and return its id."""
        flags = (0 if how.loud else _SILENT) | (0 if message.embeds else _NO_PREVIEWS)
        body = {
            **_addressed(message, how.user).payload(full=bool(files)),
            "allowed_mentions": _mentions(how.user),
            "nonce": tag.nonce,
            "enforce_nonce": True,
            "flags": flags,
            **_named(files),
        }
        if place.reply:
            reference = {"message_id": place.reply, "fail_if_not_exists": False}
            body["message_reference"] = reference
        try:
            return await self._api.send(place.channel, body, files)
        except DiscordRefused as error:
            return await self._api.send(place.channel, self._bare(error, message, body), files)

    async def edit(
        self, channel: str, id_: str, message: Message, files: Sequence[Upload] = ()
    ) -> None:
        """Replace a message; raises DiscordRefused with UNKNOWN_MESSAGE where it was deleted."""
        body = {
            **message.payload(full=bool(files)),
            "allowed_mentions": _mentions(""),
            **_named(files),
        }
        try:
            await self._api.edit(channel, id_, body, files)
        except DiscordRefused as error:
            await self._api.edit(channel, id_, self._bare(error, message, body), files)

    def _bare(
        self, error: DiscordRefused, message: Message, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the body as text alone; raises the error where that is not what is wrong."""
        if error.code not in (BAD_FORM, EMPTY) or not (message.embeds or message.rows):
            raise error
        _log.error("discord_layout_refused", error=str(error))
        texts = [each.get(part, "") for each in message.embeds for part in ("title", "description")]
        said = "\n".join(part for part in (body["content"], *texts) if part)
        return {**body, "content": said[: limits.CONTENT], "embeds": [], "components": []}


def _mentions(user: str) -> dict[str, Any]:
    allowed: dict[str, Any] = {"parse": [], "replied_user": False}
    return {**allowed, "users": [user]} if user else allowed


def _named(files: Sequence[Upload]) -> dict[str, Any]:
    named = [{"id": str(place), "filename": each.name} for place, each in enumerate(files)]
    return {"attachments": named} if named else {}


def _addressed(message: Message, user: str) -> Message:
    """Return the message beginning with a mention of that person; nobody: as it is."""
    if not user:
        return message
    content = f"<@{user}> {message.content}".rstrip()[: limits.CONTENT]
    return Message(content, message.embeds, message.rows)
