"""One message of the history goes the way of a live one."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.slack.catching.reader import Room
from bot.slack.catching.tally import Picked, Tally
from service.domain.errors import Temporary
from service.ports.clock import Clock

Json = Mapping[str, Any]
Take = Callable[[Json], Awaitable[Picked | None]]
"""Takes an event in, as if it came just now; None if heddle is not concerned."""

_BY_PEOPLE = frozenset({"", "file_share", "me_message", "thread_broadcast"})
_PAUSE = 2.0
_log = structlog.get_logger(__name__)


def by_person(message: Json) -> bool:
    """Tell whether somebody wrote it, and not a bot or Slack itself."""
    return (
        not message.get("bot_id")
        and bool(message.get("user"))
        and str(message.get("subtype") or "") in _BY_PEOPLE
    )


class Taking:
    """Hands messages on, oldest first within a place, and counts what comes of them.

    `oldest` is the moment before which a message is too old to be acted upon: it is counted.
    """

    def __init__(self, take: Take, clock: Clock, oldest: float, tally: Tally) -> None:
        self._take = take
        self._clock = clock
        self._oldest = oldest
        self._tally = tally
        self._seen: set[tuple[str, str]] = set()

    async def message(self, message: Json, room: Room, *, concerns: bool) -> bool:
        """Take a message in; `concerns` tells whether heddle would have heard it. Return whether
        it was known before.
        """
        key = (room.id, str(message["ts"]))
        if key in self._seen or not by_person(message):
            return key in self._seen
        self._seen.add(key)
        if float(message["ts"]) < self._oldest:
            self._tally.old += concerns
            return False
        where = {"channel": room.id, "channel_type": room.kind, "event_ts": message["ts"]}
        picked = await self.event({**message, "type": "message", **where})
        if picked is not None:
            self._tally.add(picked)
        return picked is not None and not picked.fresh

    async def event(self, event: Json) -> Picked | None:
        """Take an event in, as soon as the database lets us."""
        while True:
            try:
                return await self._take(event)
            except Temporary as error:
                _log.info("slack_catching_up_delayed", error=str(error))
                await self._clock.sleep(error.retry_after or _PAUSE)
            except Exception:
                # One that cannot be taken must not keep the others from it.
                where = {"channel": event.get("channel"), "ts": event.get("ts")}
                _log.exception("slack_missed_message_broke", **where)
                self._tally.failed += 1
                return None
