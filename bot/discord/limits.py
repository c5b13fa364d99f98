"""Discord's limits as its library keeps them, without refusing what Discord would take.

The library refuses a call ahead wherever its limit starts anew only after the longest wait, even
while most of it is left: the second thread of a channel within five minutes, for one.
"""

import asyncio
from collections import deque
from typing import Any

from discord.http import HTTPClient, Ratelimit, Route

AT_ONCE, WITHIN = 10, 0.25
"""Calls that are begun within so many seconds; of all kinds Discord takes fifty a second."""


class Limit(Ratelimit):
    """A limit that makes nobody wait, and refuses nobody, while something of it is left."""

    async def acquire(self) -> None:
        """Take one call of it. Raises RateLimited where that would take too long."""
        if self.remaining <= 0 or self.is_expired():
            await super().acquire()
            return
        self._last_request = self._loop.time()
        self.remaining -= 1
        self.outgoing += 1

    @property
    def _max_ratelimit_timeout(self) -> float | None:
        """Seconds that those may wait who come when all of it is taken."""
        return None if self.remaining > self.outgoing else self._most

    @_max_ratelimit_timeout.setter
    def _max_ratelimit_timeout(self, seconds: float | None) -> None:
        self._most = seconds


class Http(HTTPClient):
    """The library's REST client with those limits. Discord shuts out those who run into the one
    for all calls again and again, of which the library learns only by its refusals.
    """

    begun: deque[float]
    """When the last calls were begun or will be."""

    async def request(self, route: Route, **sent: Any) -> Any:
        """Send a call once it is its turn."""
        now = asyncio.get_running_loop().time()
        full = len(self.begun) == AT_ONCE
        turn = max(now, self.begun[0] + WITHIN) if full else now
        self.begun.append(turn)
        if turn > now:
            await asyncio.sleep(turn - now)
        return await super().request(route, **sent)

    def get_ratelimit(self, key: str) -> Ratelimit:
        """Return the limit of that name."""
        if key not in self._buckets:
            self._buckets[key] = Limit(self.max_ratelimit_timeout)
            self._try_clear_expired_ratelimits()
        return self._buckets[key]
