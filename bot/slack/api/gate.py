"""The gate before Slack's API: what Slack limits waits here instead of being sent in vain."""

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import structlog

from bot.chat.spreading import Spread
from bot.courier.platform import Urgency
from bot.slack.api.refusals import limited
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

PATIENCE = 3.0
"""Seconds that a call waits here; for longer ones its caller has better things to do."""
SPARE_PATIENCE = 1.0
"""The same for a call that can be spared: soon there may be something better to say."""
BURST = 3
"""Posts that a channel takes at once while Slack does not object, then one a second; and calls
that can be spared, before they are spread."""
FORGET = 1_000
"""Channels that are remembered before those at rest are forgotten."""
MINUTE = 61.0
"""Seconds over which calls are counted: a minute as Slack sees it, whose clock has them later."""
A_MINUTE: Mapping[str, int] = {
    "chat.appendStream": 100,
    "chat.startStream": 20,
    "chat.stopStream": 20,
    "chat.update": 50,
    "reactions.add": 50,
    "reactions.remove": 20,
}
"""Calls that Slack takes in a minute, in the whole workspace. Who reads counts by itself."""
SHARES: Mapping[Urgency, float] = {Urgency.SPARE: 0.6, Urgency.SOON: 0.85, Urgency.NOW: 1.0}
"""How much of that may be used up before it is kept for what is more urgent."""
_POSTS = "chat.postMessage"
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Lane:
    """Calls under one limit. `until` is when Slack takes the next one, `paid` the moment until
    which posts are spoken for at one a second; `calls` are those of the last minute, with those
    that wait here; `turns` are those of calls that can be spared.
    """

    turns: Spread
    until: float = 0.0
    paid: float = 0.0
    burst: int = BURST
    calls: list[float] = field(default_factory=list)


class Gate:
    """Lets calls through one after the other as Slack's limits allow."""

    def __init__(self, clock: Clock, telemetry: Telemetry) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._lanes: dict[tuple[str, str], _Lane] = {}

    async def enter(
        self, method: str, channel: str, urgency: Urgency = Urgency.NOW, what: str = ""
    ) -> None:
        """Wait until the call may be sent. Raises Temporary where that takes too long.

        Those that can be spared are told when their turn comes, by `what` they are about, so
        that all of them have one.
        """
        lane, patience = self._lane(method, channel), PATIENCE
        wait = self._wait(lane, method, urgency)
        if urgency is Urgency.SPARE:
            wait = lane.turns.wait(what, self._clock.monotonic(), wait)
            patience = SPARE_PATIENCE
        if wait > patience:
            self._hold(method, wait)
        # Spoken for before the wait, so that those who come meanwhile queue behind.
        now = self._clock.monotonic()
        lane.turns.took(what)
        if method == _POSTS:
            lane.paid = max(lane.paid, now) + 1.0
        if method in A_MINUTE:
            insort(lane.calls, now + wait)
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

    def _wait(self, lane: _Lane, method: str, urgency: Urgency) -> float:
        """Return the seconds until the call may be sent."""
        now = self._clock.monotonic()
        paced = lane.paid - (lane.burst - 1) - now if method == _POSTS else 0.0
        return max(lane.until - now, paced, self._full(lane, method, urgency), 0.0)

    def _full(self, lane: _Lane, method: str, urgency: Urgency) -> float:
        """Return the seconds until fewer calls than the urgency's share were made in a minute."""
        most, now = A_MINUTE.get(method), self._clock.monotonic()
        if most is None:
            return 0.0
        lane.calls = [each for each in lane.calls if each > now - MINUTE]
        share = int(most * SHARES[urgency])
        return lane.calls[-share] + MINUTE - now if len(lane.calls) >= share else 0.0

    def _lane(self, method: str, channel: str) -> _Lane:
        key = (method, channel if method == _POSTS else "")
        if key not in self._lanes and len(self._lanes) >= FORGET:
            self._forget()
        if key not in self._lanes:
            apart = MINUTE / (A_MINUTE.get(method, MINUTE) * SHARES[Urgency.SPARE])
            self._lanes[key] = _Lane(Spread(apart, BURST, MINUTE))
        return self._lanes[key]

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for key, lane in list(self._lanes.items()):
            if key[0] == _POSTS and lane.until < now and lane.paid < now:
                del self._lanes[key]
