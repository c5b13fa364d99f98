"""A worker: a process that runs agents of one pool, and says every few seconds that it lives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Refused
from service.domain.ids import WorkerId

SAYS_SO_EVERY = 10.0
"""Seconds between two signs of life."""
VANISHED_AFTER = 35.0
"""Seconds without a sign of life after which a worker counts as vanished."""
SILENT_AFTER = 15.0
"""Seconds without a sign of life after which nobody who waits is told that a worker lives."""
KEPT_FOR = 7 * 86_400.0
"""Seconds that a worker which is gone is still listed."""

WITHOUT_QUEUE = (
    "Until then workers look for new turns about once a second, streamed text does not show, and "
    "nothing is lost."
)
"""What the absence of the queue means, for whoever is told of it."""


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


def pools_of(usual: str, named: Iterable[str]) -> Sequence[str]:
    """Return the pools that a session may be started in: the usual one, then by name those that
    workers are known of, whether they live or not.
    """
    return [usual, *sorted({*named} - {usual})]


def check_pool(pool: str, there: Sequence[str]) -> None:
    """Raises Refused if a pool is named that is not there."""
    if pool and pool not in there:
        raise Refused(
            f"There is no pool {pool!r}. You can use: {', '.join(there)}. A new one exists once a"
            " worker of it has started.",
        )
