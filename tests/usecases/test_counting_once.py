"""What a transaction reports is counted once for each time that it happened, after its commit."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from service.domain.effects import Effect
from service.domain.errors import Refused
from service.ports.store import Store, Tx
from service.usecases.commit import commit
from tests.usecases.scene import Scene, prose

T = TypeVar("T")


class Conflicts(Exception):
    """Rolls a transaction back, as a database does that lets another one go first."""


class Repeating:
    """A store of which each transaction meets a conflict first and is run again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read, self.close = store.read, store.close

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        def conflicts(tx: Tx) -> None:
            work(tx)
            raise Conflicts

        with pytest.raises(Conflicts):
            await self._store.run(conflicts)
        return await self._store.run(work, deadline=deadline)


def told(scene: Scene) -> list[tuple[object, ...]]:
    """Return what was reported, but for times."""
    return [each[:1] if each[0] == "dispatched" else each for each in scene.telemetry.facts]


async def lives(scene: Scene, thread: str) -> list[str]:
    """Let a session run from its start to its result; return what was reported, sorted."""
    scene.telemetry.facts.clear()
    scene.script(prose("Done."))
    await scene.says("Build it", thread)
    await scene.works()
    return sorted(map(str, told(scene)))


async def test_a_transaction_that_is_repeated_counts_once(scene: Scene) -> None:
    once = await lives(scene, "one")
    scene.ports = replace(scene.ports, store=Repeating(scene.ports.store))
    scene.worker = replace(scene.worker, base=scene.ports)
    assert await lives(scene, "two") == once
    assert [each for each in once if "ended" in each] != []


async def test_what_is_rolled_back_did_not_happen_and_what_happened_twice_counts_twice(
    scene: Scene,
) -> None:
    def work(tx: Tx) -> None:
        for _ in range(2):
            tx.telemetry.lease_lost(taken_over=True)
        assert told(scene) == [], "not before the commit"

    def fails(tx: Tx) -> None:
        work(tx)
        raise Refused("no")

    with pytest.raises(Refused):
        await commit(scene.ports, fails)
    assert told(scene) == []
    await commit(scene.ports, work)
    assert len(told(scene)) == 2
