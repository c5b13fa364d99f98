"""Reading no faster than Slack allows, and keeping something back for whoever is in a hurry."""

from collections import defaultdict, deque

from service.ports.clock import Clock

MOST = 46
"""Calls of one method in a minute; Slack allows 50 of those that read, and others read too."""
KEPT = 6
"""Of them, calls that are kept for threads in which somebody is writing."""
_MINUTE = 60.0


class Pace:
    """Counts the calls of each method over the last minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    async def enter(self, method: str, *, hurried: bool) -> None:
        """Wait until the method may be called, and count the call."""
        while (wait := self._wait(method, MOST if hurried else MOST - KEPT)) > 0:
            await self._clock.sleep(wait)
        self._calls[method].append(self._clock.monotonic())

    def _wait(self, method: str, most: int) -> float:
        calls, now = self._calls[method], self._clock.monotonic()
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        if len(calls) < most:
            return 0.0
        return calls[len(calls) - most] + _MINUTE - now
