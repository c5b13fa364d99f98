"""Reaching the server without ever holding up the caller."""

import asyncio
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError

from service.domain.errors import Temporary

AWAY = (RedisError, OSError, TimeoutError)
PATIENCE = 0.5
"""Seconds that one command may take; a healthy server needs less than a thousandth."""

SOCKET_PATIENCE = 5.0
"""Seconds after which a connection that says nothing is given up; callers do not wait so long."""

LOOKS = 10
"""Looks that this time is made of: whoever is too busy to look does not count the time until then,
in which an answer may have come.
"""

PAUSE = 1.0
"""Seconds without another try after a failure, so that an outage costs its callers nothing."""


class Reach:
    """Runs short commands; after a failure it refuses at once for a moment."""

    def __init__(self) -> None:
        self._away_until = 0.0

    async def __call__(self, purpose: str, command: Callable[[], Awaitable[object]]) -> None:
        """Run the command. Raises Temporary within half a second if the server is away."""
        now = asyncio.get_running_loop().time()
        if now < self._away_until:
            raise self._refusal(purpose, self._away_until - now)
        try:
            await _answered(command())
        except AWAY as error:
            self._away_until = asyncio.get_running_loop().time() + PAUSE
            raise self._refusal(purpose, PAUSE) from error
        self._away_until = 0.0

    def _refusal(self, purpose: str, seconds: float) -> Temporary:
        return Temporary(
            f"{purpose}: the queue's server (redis_url) cannot be reached. Nothing is lost: "
            "whoever waits for it looks by itself. Check that the server runs.",
            retry_after=seconds,
            source="redis",
        )


async def _answered(command: Awaitable[object]) -> None:
    """Wait for the server's answer. Raises TimeoutError if there is none."""
    task = asyncio.ensure_future(command)
    try:
        for _ in range(LOOKS):
            await asyncio.wait({task}, timeout=PATIENCE / LOOKS)
            if task.done():
                break
        else:
            raise TimeoutError
        await task
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
