"""One message of Slack's history goes the way of a live one."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.chat.catching import taking
from bot.chat.catching.tally import Picked, Tally
from bot.slack.catching.reader import Room
from service.ports.clock import Clock

Json = Mapping[str, Any]
Take = Callable[[Json], Awaitable[Picked | None]]
"""Takes an event in, as if it came just now; None if heddle is not concerned."""

_BY_PEOPLE = frozenset({"", "file_share", "me_message", "thread_broadcast"})


def by_person(message: Json) -> bool:
    """Tell whether somebody wrote it, and not a bot or Slack itself."""
    return (
        not message.get("bot_id")
        and bool(message.get("user"))
        and str(message.get("subtype") or "") in _BY_PEOPLE
    )


class Taking:
    """Hands messages on as the events that would have told of them."""

    def __init__(self, take: Take, clock: Clock, oldest: float, tally: Tally) -> None:
        self._taking = taking.Taking[Json]("slack", take, clock, oldest, tally)

    async def message(self, message: Json, room: Room, *, concerns: bool) -> None:
        """Take a message in; `concerns` tells whether heddle would have heard it."""
        if by_person(message):
            at = str(message["ts"])
            where = {"channel": room.id, "channel_type": room.kind, "event_ts": at}
            event = {**message, "type": "message", **where}
            await self._taking.once((room.id, at), float(at), event, concerns=concerns)

    async def event(self, event: Json) -> None:
        """Take an event in, as soon as the database lets us."""
        await self._taking.event(event, (str(event["channel"]), str(event["ts"])))
