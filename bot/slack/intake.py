"""Every request of Slack on its way through Bolt, over sockets and HTTP alike.

What belongs to one thread is handled one after the other, in the order in which it came.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.hearing import Hearing

Json = Mapping[str, Any]
Place = tuple[str, str]
"""A room and the first message of a thread in it; that is empty for a room of direct messages
as a whole, where what was written last decides what the next message belongs to.
"""
FAREWELL = 3.0
"""Seconds that what is being handled has at the end; Slack waits no longer for an answer."""
_DONE, _ADMITTED = "heddle_done", "heddle_admitted"
_log = structlog.get_logger(__name__)


def place_of(event: Json) -> Place | None:
    """Return the place that a message belongs to, None if the event is no message."""
    if event.get("type") not in ("message", "app_mention"):
        return None
    room = str(event.get("channel") or "")
    said = event.get("message") or event.get("previous_message") or event
    thread = said.get("thread_ts")
    if thread is None and room.startswith("D"):
        return room, ""
    return room, str(thread or said.get("ts") or "")


@dataclass(slots=True)
class _Admitted:
    """An event that Bolt found to be Slack's, on its way to a listener."""

    ticket: int
    place: Place | None


class Intake:
    """Hands requests to Bolt. `before` lets older messages of a place go first."""

    def __init__(
        self, app: AsyncApp, hearing: Hearing, before: Callable[[Place], Awaitable[None]]
    ) -> None:
        self._app = app
        self._hearing = hearing
        self._before = before
        self._last: dict[Place, asyncio.Future[None]] = {}
        self._open: set[asyncio.Future[None]] = set()
        # Behind Bolt's own checks: what somebody forged must not count as heard.
        app.middleware(self._admit)

    async def take(self, request: AsyncBoltRequest) -> BoltResponse:
        """Handle a request and return what Bolt answers; an event that was not taken counts as
        missed.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        request.context[_DONE] = done
        self._open.add(done)
        taken = False
        try:
            response = await self._app.async_dispatch(request)
            # What nobody listens to is no loss.
            taken = response.status < 500
        finally:
            self._open.discard(done)
            done.set_result(None)
            self._end(request, done, taken)
        return response

    async def drained(self) -> None:
        """Return when nothing is being handled any more, or after the farewell."""
        if self._open:
            _, late = await asyncio.wait(list(self._open), timeout=FAREWELL)
            if late:
                _log.warning("slack_events_cut", count=len(late))

    async def _admit(self, request: AsyncBoltRequest, next_: Callable[[], Awaitable[None]]) -> None:
        event = request.body.get("event")
        if isinstance(event, dict):
            place, at = place_of(event), _moment(event)
            if _is_late(request):
                self._hearing.came_late(at)
            admitted = _Admitted(self._hearing.began(at), place)
            request.context[_ADMITTED] = admitted
            if place is not None:
                await self._turn(place, request.context[_DONE])
                await self._before(place)
        await next_()

    async def _turn(self, place: Place, done: "asyncio.Future[None]") -> None:
        """Wait for the one that came before at this place."""
        earlier = self._last.get(place)
        self._last[place] = done
        if earlier is not None:
            await asyncio.wait([earlier])

    def _end(self, request: AsyncBoltRequest, done: "asyncio.Future[None]", taken: bool) -> None:
        admitted: _Admitted | None = request.context.get(_ADMITTED)
        if admitted is None:
            return
        if admitted.place is not None and self._last.get(admitted.place) is done:
            del self._last[admitted.place]
        self._hearing.ended(admitted.ticket, taken=taken)


def _moment(event: Json) -> float | None:
    """Return when it happened, by Slack's clock."""
    try:
        return float(event.get("ts") or event.get("event_ts") or "")
    except (TypeError, ValueError):
        return None


def _is_late(request: AsyncBoltRequest) -> bool:
    """Tell whether Slack failed over HTTP for a minute: then others may never come."""
    [tries] = request.headers.get("x-slack-retry-num") or ["0"]
    return request.mode == "http" and tries.isdigit() and int(tries) > 1
