"""Looking up what was sent when nobody saw the end of it and Discord may have forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.discord.api.rest import Upload
from bot.discord.api.web import Api
from bot.discord.rendering.parts import Message

ALIVE = 60.0
"""Seconds for which Discord surely knows a message by its nonce; nothing is looked up then."""
MARGIN = 5.0
"""Seconds by which Discord's clock may differ from ours. Messages carry no delivery's id: what
the one before posted must not be taken for this one's."""
_PAGES = 5

Json = Mapping[str, Any]


class Found:
    """What heddle wrote in a channel since a moment; each message is taken for one thing only."""

    def __init__(self, messages: Sequence[Json] = ()) -> None:
        self._left = list(messages)

    def take(self, message: Message, files: Sequence[Upload] = (), user: str = "") -> str:
        """Return the id of the message that was posted so, empty if none was."""
        wanted = _key(
            message.payload(full=bool(files)), [(each.name, len(each.content)) for each in files]
        )
        for each in self._left:
            held = [(file["filename"], file["size"]) for file in each.get("attachments") or []]
            if _key(each, held, user) == wanted:
                self._left.remove(each)
                return str(each["id"])
        return ""

    def card(self, footer: str) -> str:
        """Return the id of the message with a box whose footer begins so, empty if none is."""
        for each in self._left:
            for box in each.get("embeds") or []:
                if (box.get("footer") or {}).get("text", "").startswith(footer):
                    return str(each["id"])
        return ""


async def find(api: Api, channel: str, since: float | None, now: float) -> Found:
    """Read what heddle wrote there since a moment of our clock; nothing for no moment, and while
    the nonce does it.
    """
    if since is None or now - since < ALIVE:
        return Found()
    return await look(api, channel, since)


async def look(api: Api, channel: str, since: float) -> Found:
    """Read what heddle wrote there since a moment of our clock."""
    return Found(await api.own_messages(channel, since - MARGIN, _PAGES))


def _key(held: Json, files: Sequence[tuple[str, int]], user: str = "") -> object:
    """Return by what a message is known again: its buttons, which name the item, or its text."""
    rows = held.get("components") or []
    parts = [each for row in rows for each in row.get("components") or []]
    customs = sorted(str(each["custom_id"]) for each in parts if each.get("custom_id"))
    if customs:
        return customs
    text = str(held.get("content") or "").removeprefix(f"<@{user}>" if user else "").strip()
    boxes = [
        (str(each.get("title") or "").strip(), str(each.get("description") or "").strip())
        for each in held.get("embeds") or []
    ]
    return text, boxes, sorted(files)
