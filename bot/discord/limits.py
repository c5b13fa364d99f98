"""Discord's limits as its library keeps them, without refusing what Discord would take.

The library refuses a call ahead wherever its limit starts anew only after the longest wait, even
while most of it is left: the second thread of a channel within five minutes, for one.
"""

from typing import Any, Self

from discord.http import HTTPClient, Ratelimit

from bot.discord.budget import Budget


class Limit(Ratelimit):
    """A limit that makes nobody wait, and refuses nobody, while something of it is left."""

    budget: Budget
    """What all calls share; a call that is let in here has its turn there."""

    async def acquire(self) -> None:
        """Take one call of it. Raises RateLimited where that would take too long."""
        if self.remaining <= 0 or self.is_expired():
            await super().acquire()
            return
        self._last_request = self._loop.time()
        self.remaining -= 1
        self.outgoing += 1

    async def __aenter__(self) -> Self:
        await self.acquire()
        try:
            await self.budget.take()
        except BaseException:
            # Nothing was called.
            self.outgoing -= 1
            self.remaining = min(self.remaining + 1, self.limit)
            self._wake_next()
            raise
        return self

    async def __aexit__(self, *raised: Any) -> None:
        self.budget.end()
        await super().__aexit__(*raised)

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

    budget: Budget

    def get_ratelimit(self, key: str) -> Ratelimit:
        """Return the limit of that name."""
        if key not in self._buckets:
            made = self._buckets[key] = Limit(self.max_ratelimit_timeout)
            made.budget = self.budget
            self._try_clear_expired_ratelimits()
        return self._buckets[key]
