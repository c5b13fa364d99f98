"""Who works, pool by pool: workers, what they hold, and what waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.domain.freezes import Freeze, holding
from service.domain.workers import Presence, Worker
from service.ports.reads import Reads


@dataclass(frozen=True, slots=True)
class Workforce:
    """All workers as of `now`; `held` counts the turns of each by its id, `ready` says how many
    turns wait for a pool that nothing holds back, and since when the oldest does.
    """

    now: float
    workers: Sequence[Worker]
    held: Mapping[str, int]
    ready: Mapping[str, tuple[int, float]]
    freezes: Sequence[Freeze] = ()

    @property
    def deserted(self) -> Sequence[str]:
        """The pools in which turns wait and no worker lives, by name."""
        live = {each.pool for each in self.workers if each.presence(self.now) is Presence.LIVE}
        return sorted(pool for pool in self.ready if pool not in live)


def workforce(reads: Reads) -> Workforce:
    """Return who works."""
    held = {str(worker): count for worker, count in reads.turns_held().items()}
    ready: dict[str, tuple[int, float]] = {}
    freezes = reads.freezes()
    for turn in reads.turns_ready():
        session = reads.session(turn.session)
        if session is None or holding(freezes, turn.pool, session.owner_id) is not None:
            continue
        count, since = ready.get(turn.pool, (0, turn.ready_at))
        ready[turn.pool] = (count + 1, since)
    return Workforce(reads.now(), reads.workers(), held, ready, freezes)
