"""Messages on their way to Slack: plain, harmless, and each with the id of its delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.courier.platform import Urgency
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.rendering.blocks import Message
from bot.slack.sending.places import Place

EVENT = "heddle_delivery"
"""The type of the metadata by which a post is found again."""
_LAYOUT = frozenset(
    {
        "block_mismatch",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_arguments",
        "invalid_attachments",
        "msg_blocks_too_long",
    }
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tag:
    """Which part of which delivery a message is."""

    id: str
    part: int = 0

    def metadata(self) -> dict[str, Any]:
        """Return it as Slack keeps it with the message; people do not see it."""
        return {"event_type": EVENT, "event_payload": {"id": self.id, "part": self.part}}


def tag_of(message: Mapping[str, Any]) -> Tag | None:
    """Read a message's tag; None for what was not posted by a `Poster`."""
    held = message.get("metadata") or {}
    found = held.get("event_payload") or {}
    if held.get("event_type") != EVENT or "id" not in found:
        return None
    return Tag(str(found["id"]), int(found.get("part") or 0))


class Poster:
    """Posts and edits. What Slack does not like the layout of goes out as plain text."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def post(self, place: Place, message: Message, tag: Tag) -> str:
        """Post a message and return its timestamp."""
        answer = await self._send(
            "chat.postMessage",
            message,
            channel=place.channel,
            thread_ts=place.thread_ts or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata=tag.metadata(),
        )
        return str(answer["ts"])

    async def edit(
        self,
        place: Place,
        ts: str,
        message: Message,
        tag: Tag | None = None,
        urgency: Urgency = Urgency.NOW,
    ) -> None:
        """Replace a message. Raises SlackRefused `message_not_found` where it was deleted."""
        metadata = tag.metadata() if tag else None
        where = {"channel": place.channel, "ts": ts}
        await self._send("chat.update", message, urgency=urgency, metadata=metadata, **where)

    async def whisper(self, place: Place, user: str, message: Message) -> None:
        """Post what only one person sees, and only while they look."""
        await self._send(
            "chat.postEphemeral",
            message,
            channel=place.channel,
            user=user,
            thread_ts=place.thread_ts or None,
        )

    async def _send(self, method: str, message: Message, **arguments: Any) -> dict[str, Any]:
        safe = {"link_names": False, "parse": "none"}
        said = {**arguments, **safe, "text": message.text or "…"}
        if not message.blocks and method != "chat.update":
            return await self._api.call(method, **said)
        try:
            return await self._api.call(method, **said, blocks=list(message.blocks))
        except SlackRefused as error:
            if error.code not in _LAYOUT:
                raise
            _log.error("slack_layout_refused", method=method, error=str(error))
        # An update keeps the blocks that it does not name.
        bare: dict[str, Any] = {"blocks": []} if method == "chat.update" else {}
        return await self._api.call(method, **said, **bare)
