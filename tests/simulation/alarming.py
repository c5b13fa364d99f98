"""Monitoring says what is wrong with heddle itself, again and again until a bot knows of it."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from service.domain.operations import AlertGroup, Firing
from service.usecases.operate import alerted
from tests.simulation.mirror import Mirror

if TYPE_CHECKING:
    from tests.simulation.crowd import Crowd
    from tests.simulation.world import World

_OPEN = "SELECT session, facts FROM items WHERE reason = 'operations' AND state = 'open'"
_GROUPS = ("sweeps", "database")
_FIRING = (
    Firing("HeddleTimersLate", "warning", "Timers are late", "docs/runbooks/timers-late.md"),
    Firing("HeddleTargetDown", "warning", "A process does not answer"),
    Firing("HeddleNobodySweeps", "critical", "Nobody handles timers"),
)


def doubled(mirror: Mirror) -> Iterator[tuple[int, str]]:
    """Yield every group of which more than one item is open on an operator's session."""
    found = Counter((number, json.loads(facts)["group"]) for number, facts in mirror.rows(_OPEN))
    for (number, group), count in found.items():
        if count > 1:
            yield number, f"{count} items are open about {group}"


class Monitoring:
    """Fires now and then at one or two people; every group ends before the day does."""

    def __init__(self, world: "World", crowd: "Crowd") -> None:
        self._world = world
        self._crowd = crowd
        self._random = world.chaos.stream("alarms")
        self._fired: set[str] = set()
        names = [each.name for each in crowd.people]
        self._operators = self._random.sample(names, self._random.randint(1, min(2, len(names))))

    async def live(self) -> None:
        """Say what fires, and that it is over, until cancelled."""
        while True:
            await asyncio.sleep(self._random.expovariate(1 / 60.0))
            group = self._random.choice(_GROUPS)
            firing = self._random.sample(_FIRING, self._random.randint(0, len(_FIRING)))
            self._fired.add(group)
            await self._post(AlertGroup(group, firing))

    async def all_clear(self) -> None:
        """Say of everything that it is over."""
        for group in sorted(self._fired):
            await self._post(AlertGroup(group, ()))

    async def _post(self, group: AlertGroup) -> None:
        what = f"{len(group.firing)} alerts of {group.key}"
        self._world.story.count("alerts posted")
        request = partial(alerted, group=group, operators=self._operators)
        await self._crowd.channel.send(request, what, again=True)
