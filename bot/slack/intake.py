"""Every request of Slack on its way through Bolt, over sockets and HTTP alike.

What belongs to one thread is handled one after the other, in the order in which it came.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chat.catching.jobs import Place
from bot.chat.hearing import Hearing
from bot.chat.turns import Turn, Turns, in_turn

Json = Mapping[str, Any]
_TURN, _ADMITTED = "heddle_turn", "heddle_admitted"


def place_of(event: Json) -> Place | None:
    """Return the place that a message belongs to, None if the event is no message.

    Its thread is empty for a room of direct messages as a whole, where what was written last
    decides what the next message belongs to.
    """
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


class Intake:
    """Hands requests to Bolt. `before` lets older messages of a place go first."""

    def __init__(
        self, app: AsyncApp, hearing: Hearing, before: Callable[[Place], Awaitable[None]]
    ) -> None:
        self._app = app
        self._hearing = hearing
        self._before = before
        self._turns = Turns("slack")
        # Behind Bolt's own checks: what somebody forged must not count as heard.
        app.middleware(self._admit)

    async def take(self, request: AsyncBoltRequest) -> BoltResponse:
        """Handle a request and return what Bolt answers; an event that was not taken counts as
        missed.
        """
        taken = False
        with self._turns.turn() as turn:
            request.context[_TURN] = turn
            try:
                response = await self._app.async_dispatch(request)
                # What nobody listens to is no loss.
                taken = response.status < 500
            finally:
                self._end(request, taken)
        return response

    async def drained(self) -> None:
        """Return when nothing is being handled any more, or after the farewell."""
        await self._turns.drained()

    async def _admit(self, request: AsyncBoltRequest, next_: Callable[[], Awaitable[None]]) -> None:
        event = request.body.get("event")
        if isinstance(event, dict):
            place, at = place_of(event), _moment(event)
            if _is_late(request):
                self._hearing.came_late(at)
            admitted = _Admitted(self._hearing.began(at))
            request.context[_ADMITTED] = admitted
            if place is not None:
                turn: Turn = request.context[_TURN]
                await in_turn(turn, place)
                await self._before(place)
        await next_()

    def _end(self, request: AsyncBoltRequest, taken: bool) -> None:
        admitted: _Admitted | None = request.context.get(_ADMITTED)
        if admitted is not None:
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
