"""How far a front end heard its platform, and which gap it has to read."""

import pytest

from service.usecases import missed
from service.usecases.missed import Taken
from tests.fakes.clock import FakeClock, FakeIds
from tests.fixtures_store import AnyStore
from tests.usecases.scene import Scene

STREAM = "slack:T1"


@pytest.fixture
def scene(store: AnyStore, clock: FakeClock, ids: FakeIds) -> Scene:
    return Scene(store, clock, ids)


async def cursor(scene: Scene, what: str) -> str:
    return await scene.store.read(lambda reads: reads.cursor(f"{STREAM}:{what}"))


async def test_the_first_start_has_missed_nothing(scene: Scene) -> None:
    assert await missed.begin(scene.ports, STREAM) is None
    assert float(await cursor(scene, "heard")) > 0
    assert await cursor(scene, "missed") == ""


async def test_a_later_start_reads_from_what_was_heard(scene: Scene) -> None:
    await missed.begin(scene.ports, STREAM)
    await missed.note(scene.ports, STREAM, 4_000_000_000.0, None)
    await missed.note(scene.ports, STREAM, 3_999_999_999.0, None)
    assert await missed.begin(scene.ports, STREAM) == 4_000_000_000.0


async def test_a_gap_outlasts_what_is_heard_after_it(scene: Scene) -> None:
    await missed.note(scene.ports, STREAM, 100.0, 50.0)
    await missed.note(scene.ports, STREAM, 200.0, 150.0)
    assert await missed.begin(scene.ports, STREAM) == 50.0


async def test_one_reads_at_a_time_and_nobody_reads_the_same_again(scene: Scene) -> None:
    take = missed.take
    assert await take(scene.ports, STREAM, "one", 50.0, 300.0, 60.0) == 50.0
    with pytest.raises(Taken):
        await take(scene.ports, STREAM, "two", 40.0, 300.0, 60.0)
    await missed.keep(scene.ports, STREAM, "one", 60.0)
    with pytest.raises(Taken):
        await missed.keep(scene.ports, STREAM, "two", 60.0)
    await missed.read(scene.ports, STREAM, "one", 50.0, 300.0, None)
    # What the other one missed began earlier, and was not read.
    assert await take(scene.ports, STREAM, "two", 40.0, 300.0, 60.0) == 40.0
    await missed.read(scene.ports, STREAM, "two", 40.0, 310.0, None)
    assert await cursor(scene, "missed") == ""
    assert await take(scene.ports, STREAM, "one", 45.0, 305.0, 60.0) is None
    assert await take(scene.ports, STREAM, "one", 45.0, 315.0, 60.0) == 45.0


async def test_what_was_missed_while_reading_is_left(scene: Scene) -> None:
    await missed.take(scene.ports, STREAM, "one", 50.0, 300.0, 60.0)
    await missed.read(scene.ports, STREAM, "one", 50.0, 300.0, 320.0)
    assert float(await cursor(scene, "missed")) == 320.0


async def test_a_duty_that_is_given_back_can_be_taken(scene: Scene) -> None:
    await missed.take(scene.ports, STREAM, "one", 50.0, 300.0, 60.0)
    await missed.leave(scene.ports, STREAM, "one")
    assert await missed.take(scene.ports, STREAM, "two", 60.0, 300.0, 60.0) == 50.0
