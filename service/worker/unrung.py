"""Turns that nobody can ring for, because the queue is away: the database knows them too."""

from collections.abc import Sequence

import structlog

from service.domain.errors import Temporary
from service.domain.ids import TurnId
from service.ports.bundle import WorkerPorts

_log = structlog.get_logger(__name__)

PAUSE = 1.0
"""Seconds between two looks into the database, more or less."""


class Unrung:
    """Reads which turns of this worker's pool nobody has claimed."""

    def __init__(self, ports: WorkerPorts) -> None:
        self._base = ports.base

    async def find(self, places: int) -> Sequence[tuple[TurnId, int]]:
        """Return as many turns as there are places, with their attempts, the longest waiting
        first; none while the database is away too.
        """
        pool = self._base.policy.default_pool
        try:
            return await self._base.store.read(lambda reads: reads.turns_unclaimed(pool, places))
        except Temporary as error:
            _log.warning("unclaimed_turns_unread", error=str(error))
            return ()

    def pause(self) -> float:
        """Return how many seconds to wait until the next look: not all workers look at once."""
        return PAUSE * (0.75 + 0.5 * self._base.ids.jitter())
