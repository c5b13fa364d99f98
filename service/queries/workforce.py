"""Who works, pool by pool: workers, what they hold, and what waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.workers import Presence, Worker
from service.ports.reads import Reads


@dataclass(frozen=True, slots=True)
class Workforce:
    """All workers as of `now`; `held` counts the turns of each by its id, `ready` says how many
    turns wait for a pool, and since when the oldest does.
    """

    now: float
    workers: Sequence[Worker]
    held: Mapping[str, int]
    ready: Mapping[str, tuple[int, float]]

    @property
    def deserted(self) -> Sequence[str]:
        """The pools in which turns wait and no worker lives, by name."""
        live = {each.pool for each in self.workers if each.presence(self.now) is Presence.LIVE}
        return sorted(pool for pool in self.ready if pool not in live)


def workforce(reads: Reads) -> Workforce:
    """Return who works."""
    held = {str(worker): count for worker, count in reads.turns_held().items()}
    return Workforce(reads.now(), reads.workers(), held, reads.turns_ready())
