"""An operator freezes and thaws, and nobody works on what is held back."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from service.domain.errors import Refused
from service.domain.freezes import Freeze, Scope, holding
from service.domain.ids import PersonId
from service.usecases.freeze import freeze, thaw
from tests.simulation.mirror import Mirror, TurnRow
from tests.simulation.mirror import State as Snapshot
from tests.simulation.processes import Process

if TYPE_CHECKING:
    from tests.simulation.crowd import Crowd
    from tests.simulation.world import World

_ROWS = "SELECT scope, name, reason, since FROM freezes"


def check(mirror: Mirror, before: Snapshot) -> Iterator[tuple[int, str]]:
    """Yield every turn that a worker took up although it is held back."""
    now = mirror.now
    begun = [
        turn
        for turn in now.turns.values()
        if turn.state == "running" and _new(before.turns.get(turn.id), turn)
    ]
    freezes = _freezes(mirror) if begun else []
    for turn in begun:
        if turn.phase != "capture" and _holds(mirror, freezes, turn):
            yield turn.session, f"{turn} is taken up although it is frozen"


def _new(old: TurnRow | None, turn: TurnRow) -> bool:
    return old is None or (old.state, old.attempt) != (turn.state, turn.attempt)


def at_work(mirror: Mirror) -> set[str]:
    """Return the turns at work on what is held back."""
    freezes = _freezes(mirror)
    return {
        turn.id
        for turn in mirror.now.turns.values()
        if turn.state == "running" and turn.phase != "capture" and _holds(mirror, freezes, turn)
    }


def _freezes(mirror: Mirror) -> list[Freeze]:
    return [Freeze(Scope(scope), *rest) for scope, *rest in mirror.rows(_ROWS)]


def _holds(mirror: Mirror, freezes: list[Freeze], turn: TurnRow) -> bool:
    owner = PersonId(mirror.now.sessions[turn.session].owner)
    return holding(freezes, "default", owner) is not None


class Operator:
    """Brakes now and then; nothing ever goes wrong at their desk."""

    def __init__(self, world: "World", crowd: "Crowd") -> None:
        self._world = world
        self._crowd = crowd
        process = Process("operator", world.chaos, world.story)
        self._ports = replace(world.ports(process), store=world.inner)
        self._frozen: list[tuple[Scope, str]] = []

    async def live(self) -> None:
        """Freeze something, thaw it later, until cancelled."""
        rng = self._world.chaos.stream("operator")
        while True:
            await asyncio.sleep(rng.expovariate(1 / 150.0))
            scope = rng.choice((Scope.ALL, Scope.ALL, Scope.POOL, Scope.PERSON))
            person = rng.choice(self._crowd.people).id
            name = {Scope.ALL: "", Scope.POOL: "default", Scope.PERSON: person}[scope]
            self._frozen.append((scope, name))
            self._tell(f"freezes {scope} {name}")
            await freeze(self._ports, scope, name, "a new disk")
            await asyncio.sleep(rng.choice((3.0, 20.0, 60.0, 200.0)))
            await self.let_go()

    async def let_go(self) -> None:
        """Thaw what is frozen."""
        for scope, name in self._frozen:
            self._tell(f"thaws {scope} {name}")
            with suppress(Refused):  # the day ended in the middle of a freeze or a thaw
                await thaw(self._ports, scope, name)
        self._frozen.clear()

    def _tell(self, deed: str) -> None:
        self._world.story.count(deed.partition(" ")[0])
        self._world.story.tell("operator", 0, deed)
