"""Slack's history, page after page and within its limits."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot.slack.api.refusals import SlackRefused
from bot.slack.catching.pace import Pace
from service.domain.errors import Temporary
from service.ports.clock import Clock

Json = Mapping[str, Any]
PAGE = 200
"""Messages of one page."""
_KINDS = {
    "im": "im",
    "public_channel": "channel",
    "private_channel": "group",
    "mpim": "mpim",
}
"""What kinds of rooms are called when one asks for them, and what they are called in events."""
_PAUSE, _LONGEST = 1.0, 30.0
_GONE = frozenset({"thread_not_found", "message_not_found"})
_log = structlog.get_logger(__name__)


class Asks(Protocol):
    """What is needed of Slack's API."""

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Raises Temporary and SlackRefused."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """A room that heddle is in; `kind` as in events, `name` as people call it."""

    id: str
    kind: str
    name: str


def stamp(at: float) -> str:
    """Return a moment as Slack writes it."""
    return f"{at:.6f}"


def _name(channel: Json) -> str:
    name = channel.get("name")
    return f"#{name}" if name else "direct messages"


class Reader:
    """Reads one workspace. What passes is tried again until it works; every method raises
    SlackRefused for what Slack will never give.
    """

    def __init__(self, api: Asks, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._pace = Pace(clock)

    async def rooms(self) -> tuple[list[Room], list[str]]:
        """Return the rooms that heddle is in, and the kinds that cannot be listed."""
        found: list[Room] = []
        hidden: list[str] = []
        for kind, called in _KINDS.items():
            asked = {"types": kind, "exclude_archived": True, "limit": PAGE}
            try:
                async for page in self._pages("users.conversations", asked, hurried=False):
                    found += [Room(each["id"], called, _name(each)) for each in page["channels"]]
            except SlackRefused as error:
                _log.warning("slack_rooms_hidden", kind=kind, error=str(error))
                hidden.append(kind)
        return found, hidden

    async def top(
        self, room: str, since: float, until: float | None = None
    ) -> AsyncIterator[Sequence[Json]]:
        """Yield what stands in a room outside of threads, the newest page first."""
        asked = {"channel": room, "oldest": stamp(since), "limit": PAGE, "inclusive": True}
        if until is not None:
            asked["latest"] = stamp(until)
        async for page in self._pages("conversations.history", asked, hurried=False):
            yield page["messages"]

    async def thread(self, room: str, first: str, since: float, *, hurried: bool) -> list[Json]:
        """Return a thread's first message and what was written since, oldest first; nothing if
        the thread is gone.
        """
        asked = {"channel": room, "ts": first, "oldest": stamp(since), "limit": PAGE}
        found: dict[str, Json] = {}
        try:
            async for page in self._pages(
                "conversations.replies", {**asked, "inclusive": True}, hurried=hurried
            ):
                found |= {each["ts"]: each for each in page["messages"]}
        except SlackRefused as error:
            if error.code not in _GONE:
                raise
        return sorted(found.values(), key=lambda each: float(each["ts"]))

    async def message(self, room: str, ts: str) -> Json | None:
        """Return one message, wherever in the room it stands; None if there is none."""
        found = await self.thread(room, ts, float(ts), hurried=False)
        return next((each for each in found if each["ts"] == ts), None)

    async def _pages(
        self, method: str, asked: Mapping[str, Any], *, hurried: bool
    ) -> AsyncIterator[Json]:
        cursor: str | None = None
        while cursor != "":
            page = await self._ask(method, {**asked, "cursor": cursor}, hurried=hurried)
            yield page
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")

    async def _ask(self, method: str, asked: Mapping[str, Any], *, hurried: bool) -> Json:
        pause = _PAUSE
        while True:
            await self._pace.enter(method, hurried=hurried)
            try:
                return await self._api.call(method, **asked)
            except Temporary as error:
                _log.info("slack_reading_delayed", method=method, error=str(error))
                await self._clock.sleep(error.retry_after or pause)
                pause = min(pause * 2, _LONGEST)
