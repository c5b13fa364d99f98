"""A message as Slack tells of it, whatever the event around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.receiving.reading import text_of
from bot.slack.receiving.rooms import is_direct

Json = Mapping[str, Any]
BY_PEOPLE = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of what people write; every other one is Slack's own remark or a bot's."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote. `thread_ts` is empty outside of threads, `text` in Slack's markup."""

    room: str
    ts: str
    user: str
    team: str
    text: str
    thread_ts: str = ""
    files: Sequence[Json] = ()

    @property
    def root(self) -> str:
        """The first message of its thread, which may be itself."""
        return self.thread_ts or self.ts

    @property
    def reply(self) -> bool:
        """Tell whether it stands in a thread that was there before."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def direct(self) -> bool:
        """Tell whether it stands in direct messages with heddle."""
        return is_direct(self.room)


def written(message: Json, room: str, own: str) -> Written | None:
    """Read a message; None for those of bots, of heddle itself (`own`) and of Slack."""
    user = str(message.get("user") or "")
    if message.get("bot_id") or message.get("bot_profile") or user in ("", own, "USLACKBOT"):
        return None
    if str(message.get("subtype") or "") not in BY_PEOPLE:
        return None
    return Written(
        room,
        str(message["ts"]),
        user,
        str(message.get("user_team") or message.get("source_team") or message.get("team") or ""),
        text_of(message),
        str(message.get("thread_ts") or ""),
        message.get("files") or (),
    )
