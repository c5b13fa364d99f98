"""Looking up what was sent when nobody saw the end of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.api.web import Api
from bot.slack.sending.places import Place
from bot.slack.sending.poster import tag_of

MARGIN = 120.0
"""Seconds by which Slack's clock may differ from ours."""
FILE_MARGIN = 5.0
"""Files carry no delivery's id: what the turn before sent must not be taken for this one's."""
STREAM_MARGIN = 2.0
"""A stream carries none either; the one of the turn before began longer ago than this."""
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What heddle wrote in a place since a moment, oldest or newest first as Slack gives it."""

    messages: Sequence[Mapping[str, Any]] = ()
    since: float = 0.0

    def parts(self, id_: str) -> dict[int, str]:
        """Return the timestamps of a delivery's messages by their part."""
        tagged = [(tag_of(each), str(each["ts"])) for each in self.messages]
        return {tag.part: ts for tag, ts in tagged if tag is not None and tag.id == id_}

    def file(self, title: str, size: int) -> str:
        """Return the id of a file that stands there already, empty if it does not."""
        for message in self.messages:
            if float(message["ts"]) < self.since - FILE_MARGIN:
                continue
            for each in message.get("files") or []:
                if each.get("title") == title and each.get("size") == size:
                    return str(each["id"])
        return ""

    def stream(self) -> str:
        """Return a message without a delivery's id that was begun since, empty if none was."""
        for message in self.messages:
            bare = not message.get("files") and tag_of(message) is None
            if bare and float(message["ts"]) >= self.since - STREAM_MARGIN:
                return str(message["ts"])
        return ""


NOTHING = Found()


async def find(api: Api, place: Place, since: float | None) -> Found:
    """Read what heddle wrote there since a moment of our clock; nothing for no moment."""
    if since is None:
        return NOTHING
    me = await api.me()
    found: list[Mapping[str, Any]] = []
    cursor: str | None = None
    method = "conversations.replies" if place.thread_ts else "conversations.history"
    while True:
        page = await api.call(
            method,
            channel=place.channel,
            ts=place.thread_ts or None,
            oldest=f"{since - MARGIN:.6f}",
            include_all_metadata=True,
            limit=_PAGE,
            cursor=cursor,
        )
        for message in page.get("messages") or []:
            own = message.get("user") == me.user or message.get("bot_id") == me.bot
            if own and message.get("ts") != place.thread_ts:
                found.append(message)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return Found(found, since)
