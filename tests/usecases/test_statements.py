"""How many statements a message and a turn take: each is a round trip on PostgreSQL.

Raise one of these numbers only for something that is worth as much: every turn pays for it.
"""

from collections.abc import Callable
from typing import Any

import pytest

from service.adapters.store.sqlite import SqliteSql
from service.usecases.leases import LeaseBook
from tests.fakes.working import Line
from tests.usecases.scene import Scene, calls, finish, prose, work

STARTS, STEERS = 11, 7
"""Statements with which a message starts a session, and steers one."""
ONE_CALL, THREE_CALLS = 53, 83
"""Statements of a turn that only answers, and of one that calls two tools and finishes."""
WORKERS = 4
THREE = calls(work("a")), calls(work("b")), calls(finish())


class Counted:
    """Counts the statements of everybody."""

    def __init__(self) -> None:
        self.ran = 0

    def since(self) -> int:
        """Return how many there were since this was asked last."""
        ran, self.ran = self.ran, 0
        return ran


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    found = Counted()

    def counting(run: Callable[..., Any]) -> Callable[..., Any]:
        def one_more(*given: Any) -> Any:
            found.ran += 1
            return run(*given)

        return one_more

    for name in ("all", "run", "many"):
        monkeypatch.setattr(SqliteSql, name, counting(getattr(SqliteSql, name)))
    return found


async def turn(scene: Scene, counted: Counted, thread: str, *lines: Line) -> int:
    """Return how many statements the turn takes that a message in the thread opens."""
    await scene.says("Hello", thread)
    counted.since()
    scene.script(*lines)
    await scene.works()
    return counted.since()


async def test_a_message_takes_few_statements(scene: Scene, counted: Counted) -> None:
    counted.since()
    await scene.says("Hello")
    assert counted.since() <= STARTS
    await scene.says("And this")
    assert counted.since() <= STEERS


async def test_a_turn_takes_few_statements(scene: Scene, counted: Counted) -> None:
    assert await turn(scene, counted, "a", prose()) <= ONE_CALL
    assert await turn(scene, counted, "b", *THREE) <= THREE_CALLS


async def test_a_turn_takes_as_many_whoever_of_four_workers_has_it(
    scene: Scene, counted: Counted
) -> None:
    taken = []
    for number in range(WORKERS):
        scene.worker = scene.new_worker(f"w{number}")
        scene.book = LeaseBook(scene.worker)
        scene.clock.advance(10.0)  # whatever a worker keeps for a while is old
        taken.append(await turn(scene, counted, f"t{number}", *THREE))
    assert len(set(taken)) == 1, taken


async def test_who_comes_second_takes_one_statement(scene: Scene, counted: Counted) -> None:
    await scene.says("Hello")
    ring = scene.rings()[0]
    scene.script(prose())
    await scene.follow(ring)
    counted.since()
    await scene.follow(ring)
    assert counted.since() == 1
