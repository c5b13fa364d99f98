"""Workers say that they live, and an alert about a missing one says who there is."""

from dataclasses import replace

from service.domain.ids import WorkerId
from service.domain.items import Reason
from service.domain.threads import ThreadKey
from service.domain.workers import KEPT_FOR, Presence, Worker
from service.queries.workforce import workforce
from service.usecases import presence
from service.usecases.receive import Arrival, receive
from tests.usecases.scene import ANN, Scene

BOX = Worker(WorkerId("box"), "default", "box1", 7, "1.0", 50)


async def alert(scene: Scene, pool: str, *live: str) -> str:
    """A turn waits in a pool that had a worker, while others live; return what its owner is
    told.
    """
    if pool != "default":
        await presence.arrive(scene.ports, replace(BOX, id=WorkerId("ended"), pool=pool))
        await presence.leave(scene.ports, WorkerId("ended"))
    thread = ThreadKey("web", "", "r", pool)
    await receive(scene.ports, Arrival(pool, thread, ANN, "Build it", "web", pool=pool))
    await scene.passes(25)
    for each in live:
        await presence.lives(scene.ports, WorkerId(each))
    await scene.passes(5)
    (item,) = await scene.items()
    assert item.reason is Reason.NO_WORKER
    return item.ask.partition(". ")[2]


async def test_where_nobody_lives_it_says_so(scene: Scene) -> None:
    told = await alert(scene, "gpu")
    assert told == "No worker of any pool lives. Start one: `heddle worker --pool gpu`"


async def test_the_pools_that_live_are_named(scene: Scene) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gone"), pool="old"))
    await scene.passes(20)
    await presence.arrive(scene.ports, BOX)
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("second")))
    told = await alert(scene, "gpu", "box", "second")
    assert told == "Workers live in: default (2). Start one: `heddle worker --pool gpu`"


async def test_a_full_pool_is_told_from_a_deserted_one(scene: Scene) -> None:
    await presence.arrive(scene.ports, BOX)
    told = await alert(scene, "default", "box")
    assert told.startswith("One worker of it lives: it takes no more than its HEDDLE_WORKER")


async def test_who_died_as_it_was_called_is_not_said_to_live(scene: Scene) -> None:
    await presence.arrive(scene.ports, replace(BOX, pool="gpu"))
    told = await alert(scene, "gpu")
    assert told.startswith("Its last worker fell silent 30 s ago. No worker of any pool lives.")
    await scene.passes(6_000)
    assert (await scene.store.run(lambda tx: presence.who_could(tx, "gpu")))[0].startswith(
        "Its last worker fell silent 100 min ago. "
    )


async def test_what_is_long_gone_is_forgotten(scene: Scene) -> None:
    await presence.arrive(scene.ports, BOX)
    await presence.leave(scene.ports, BOX.id)
    found = await scene.store.read(workforce)
    assert [each.presence(found.now) for each in found.workers] == [Presence.LEFT]
    scene.clock.advance(KEPT_FOR + 1)
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("new")))
    found = await scene.store.read(workforce)
    assert [each.id for each in found.workers] == ["new"]
    assert found.deserted == []
