"""Rooms: which heddle listens in, what they are called, who manages them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.receiving.welcome import Unwelcome
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from service.ports.clock import Clock

REMEMBER = 600.0
"""Seconds that what is known of a room stays good."""
_MOST = 2_000
_CLOSED = (
    "heddle does not work in this channel. Its operator can add it to `HEDDLE_SLACK__ROOMS`;"
    " in a direct message it works."
)


@dataclass(frozen=True, slots=True)
class RoomInfo:
    """A room as Slack tells of it; `creator` is a user's id, empty if unknown."""

    id: str
    name: str
    creator: str = ""


def is_direct(room: str) -> bool:
    """Tell whether a room is somebody's direct messages with heddle."""
    return room.startswith("D")


class Rooms:
    """What is known of rooms, for some minutes."""

    def __init__(self, api: Api, clock: Clock, allowed: Sequence[str]) -> None:
        self._api = api
        self._clock = clock
        self._allowed = {each.lstrip("#").casefold() for each in allowed}
        self._known: dict[str, tuple[float, RoomInfo]] = {}

    async def check(self, room: str) -> None:
        """Raises Unwelcome where the operator does not let heddle work, Temporary."""
        if not self._allowed or is_direct(room) or room.casefold() in self._allowed:
            return
        if (await self.info(room)).name.casefold() not in self._allowed:
            raise Unwelcome(_CLOSED)

    async def info(self, room: str) -> RoomInfo:
        """Return what Slack tells of a room; its id stands for a name that it does not tell."""
        now = self._clock.monotonic()
        at, known = self._known.get(room, (0.0, None))
        if known is not None and now - at < REMEMBER:
            return known
        try:
            answer = await self._api.call("conversations.info", channel=room)
        except SlackRefused:
            return RoomInfo(room, room)
        told = answer["channel"]
        found = RoomInfo(room, str(told.get("name") or room), str(told.get("creator") or ""))
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[room] = (now, found)
        return found

    def forget(self, room: str) -> None:
        """Ask anew about a room, because something of it changed."""
        self._known.pop(room, None)
