"""Workspaces of stopped sessions are emptied here, and named where they may stand elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.domain.ids import SessionNumber
from service.ports.bundle import Ports
from service.ports.keeping import Leftovers
from service.ports.reads import Reads

PATIENCE = 10.0
"""Seconds in which whoever works in one is let go of it: a stop is heard within a beat, and a
command is killed within a few seconds after that."""
_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Emptied:
    """Those in which somebody still works, and by pool those that never were on this machine."""

    busy: list[SessionNumber] = field(default_factory=list)
    elsewhere: dict[str, list[SessionNumber]] = field(default_factory=dict)


async def empty_workspaces(
    ports: Ports, workspaces: Leftovers, sessions: Sequence[SessionNumber]
) -> Emptied:
    """Empty what stands on this machine, and wait for it a while where somebody works in it.

    Raises Temporary if the disk refuses.
    """
    busy = [each for each in sessions if not workspaces.remove(each)]
    until = ports.clock.monotonic() + PATIENCE
    while busy and ports.clock.monotonic() < until:
        await ports.clock.sleep(_PAUSE)
        busy = [each for each in busy if not workspaces.remove(each)]
    strange = [each for each in sessions if not workspaces.knows(each)]
    return Emptied(busy, await ports.store.read(lambda reads: _by_pool(reads, strange)))


def _by_pool(reads: Reads, sessions: Sequence[SessionNumber]) -> dict[str, list[SessionNumber]]:
    """Sort those that a worker ever held by their pools; no others ever had a workspace."""
    found = dict[str, list[SessionNumber]]()
    for number in sessions:
        for pool in {each.pool for each in reads.turns(number, limit=1_000_000) if each.claimed_at}:
            found.setdefault(pool, []).append(number)
    return found
