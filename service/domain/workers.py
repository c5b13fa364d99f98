"""A worker: a process that runs agents of one pool, and says every few seconds that it lives."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.ids import WorkerId

SAYS_SO_EVERY = 10.0
"""Seconds between two signs of life."""
VANISHED_AFTER = 35.0
"""Seconds without a sign of life after which a worker counts as vanished."""
KEPT_FOR = 7 * 86_400.0
"""Seconds that a worker which is gone is still listed."""


class Presence(StrEnum):
    """`LEFT` ended as it should, `VANISHED` fell silent: it was killed, or cannot be reached."""

    LIVE = "live"
    LEFT = "left"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Worker:
    """A row of `workers`. `concurrency` is how many turns it works on at a time."""

    id: WorkerId
    pool: str
    host: str
    pid: int
    version: str
    concurrency: int
    started_at: float = 0.0
    seen_at: float = 0.0
    left_at: float | None = None

    def presence(self, now: float) -> Presence:
        """Return whether it lives, by its last sign of life."""
        if self.left_at is not None:
            return Presence.LEFT
        return Presence.LIVE if now - self.seen_at <= VANISHED_AFTER else Presence.VANISHED
