"""The gate before Slack's API: what Slack limits waits here instead of being sent in vain."""

from dataclasses import dataclass
from typing import NoReturn

import structlog

from bot.slack.api.refusals import limited
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

PATIENCE = 3.0
"""Seconds that a call waits here; for longer ones its caller has better things to do."""
BURST = 3
"""Posts that a channel takes at once while Slack does not object; then one a second."""
FORGET = 1_000
"""Channels that are remembered before those at rest are forgotten."""
_POSTS = "chat.postMessage"
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Lane:
    """Calls under one limit. `until` is when Slack takes the next one, `paid` the moment until
    which posts are spoken for at one a second.
    """

    until: float = 0.0
    paid: float = 0.0
    burst: int = BURST


class Gate:
    """Lets calls through one after the other as Slack's limits allow."""

    def __init__(self, clock: Clock, telemetry: Telemetry) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._lanes: dict[tuple[str, str], _Lane] = {}

    async def enter(self, method: str, channel: str) -> None:
        """Wait until the call may be sent. Raises Temporary where that takes too long."""
        lane = self._lane(method, channel)
        wait = self._wait(lane, method)
        if wait > PATIENCE:
            self._hold(method, wait)
        if method == _POSTS:
            # Spoken for before the wait, so that those who come meanwhile queue behind.
            lane.paid = max(lane.paid, self._clock.monotonic()) + 1.0
        if wait > 0:
            await self._clock.sleep(wait)
        if (left := lane.until - self._clock.monotonic()) > 0:
            self._hold(method, left)

    def limit(self, method: str, channel: str, seconds: float) -> None:
        """Slack said that it takes no more of these for so long."""
        lane = self._lane(method, channel)
        until = self._clock.monotonic() + seconds
        if lane.until <= self._clock.monotonic():
            _log.warning("slack_limits", method=method, seconds=seconds)
        lane.until = max(lane.until, until)
        lane.burst = 1

    def _hold(self, method: str, seconds: float) -> NoReturn:
        self._telemetry.platform_called("slack", method, "held", seconds)
        raise limited(method, seconds)

    def _wait(self, lane: _Lane, method: str) -> float:
        now = self._clock.monotonic()
        paced = lane.paid - (lane.burst - 1) - now if method == _POSTS else 0.0
        return max(lane.until - now, paced)

    def _lane(self, method: str, channel: str) -> _Lane:
        key = (method, channel if method == _POSTS else "")
        if key not in self._lanes and len(self._lanes) >= FORGET:
            self._forget()
        return self._lanes.setdefault(key, _Lane())

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for key, lane in list(self._lanes.items()):
            if lane.until < now and lane.paid < now:
                del self._lanes[key]
