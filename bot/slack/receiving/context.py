"""A thread that was there before its session: what was said in it, bounded, for the agent."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.chat.receiving import earlier
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.receiving.entities import plain, users_in
from bot.slack.receiving.people import People
from bot.slack.receiving.reading import text_of

Json = Mapping[str, Any]
_PAGE, _PAGES = 200, 3
_log = structlog.get_logger(__name__)


class Context:
    """Reads threads for agents."""

    def __init__(self, api: Api, people: People, own: str) -> None:
        self._api = api
        self._people = people
        self._own = own

    async def thread(self, room: str, root: str, without: str = "", known: str = "") -> str:
        """Return what was said in a thread, but for the message `without` and for what stands in
        `known`; empty where Slack does not show it. Raises Temporary.
        """
        said = [each for each in await self.messages(room, root) if each.get("ts") != without]
        if not said:
            return ""
        most = earlier.MESSAGES
        shown = said if len(said) <= most else [said[0], *said[1 - most :]]
        lines = [await self._line(each, known) for each in shown]
        return earlier.shown([line for line in lines if line])

    async def shown(self, room: str, root: str) -> bool:
        """Tell whether heddle may read a thread. Raises Temporary."""
        try:
            await self._api.call("conversations.replies", channel=room, ts=root, limit=1)
        except SlackRefused:
            return False
        return True

    async def messages(self, room: str, root: str) -> Sequence[Json]:
        """Return a thread's messages, oldest first; none where Slack does not show them."""
        found: list[Json] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            try:
                page = await self._api.call(
                    "conversations.replies", channel=room, ts=root, limit=_PAGE, cursor=cursor
                )
            except SlackRefused as error:
                _log.info("slack_thread_not_shown", room=room, error=str(error))
                return found
            new = page.get("messages") or []
            found += new if cursor is None else [each for each in new if each.get("ts") != root]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                break
        return found

    async def read(self, room: str, ts: str) -> Json | None:
        """Return one message as it stands now, None if it is gone."""
        found = await self.messages(room, ts)
        return next((each for each in found if each.get("ts") == ts and _stands(each)), None)

    async def _line(self, message: Json, known: str) -> str:
        raw = text_of(message)[: earlier.EACH]
        names = {user: await self._people.name(user) for user in users_in(raw)}
        said = plain(raw, names, self._own).strip()
        if said and said in known and not message.get("files"):
            return ""
        files = ", ".join(str(each.get("name")) for each in message.get("files") or ())
        said = " ".join(part for part in (said, f"(files: {files})" if files else "") if part)
        return f"{await self._author(message)}: {said}" if said else ""

    async def _author(self, message: Json) -> str:
        if message.get("user") and not message.get("bot_id"):
            return await self._people.name(str(message["user"]))
        profile = message.get("bot_profile") or {}
        return str(message.get("username") or profile.get("name") or "a bot")


def _stands(message: Json) -> bool:
    return message.get("subtype") != "tombstone"
