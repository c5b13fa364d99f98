"""A session is started in a pool that there is, and nowhere else."""

from dataclasses import replace

import pytest

from service.domain.errors import Refused
from service.domain.ids import WorkerId
from service.domain.threads import ThreadKey
from service.usecases import presence
from service.usecases.receive import Arrival, receive
from tests.usecases.scene import ANN, Scene
from tests.usecases.test_presence import BOX


def arrival(pool: str, key: str = "m1") -> Arrival:
    return Arrival(key, ThreadKey("web", "", "r", key), ANN, "Build it", "web", pool=pool)


async def test_an_unknown_pool_is_refused_with_those_that_there_are(scene: Scene) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    with pytest.raises(Refused) as refused:
        await receive(scene.ports, arrival("gpu-bx"))
    assert str(refused.value) == (
        "There is no pool 'gpu-bx'. You can use: default, gpu-box. A new one exists once a worker"
        " of it has started."
    )
    assert not await scene.store.read(lambda reads: reads.sessions(ANN))


async def test_a_pool_whose_workers_are_gone_is_still_there(scene: Scene) -> None:
    await presence.arrive(scene.ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    await presence.leave(scene.ports, WorkerId("gpu"))
    started = await receive(scene.ports, arrival("gpu-box"))
    assert started.session.pool == "gpu-box"


async def test_the_usual_pool_needs_no_worker_to_be_named(scene: Scene) -> None:
    assert (await receive(scene.ports, arrival("default"))).session.pool == "default"


async def test_its_owner_hears_in_time_that_nobody_comes(scene: Scene) -> None:
    await receive(scene.ports, arrival("default"))
    await scene.passes(29)
    assert not await scene.items()
    await scene.passes(1)
    (item,) = await scene.items()
    assert item.ask.startswith("No worker in pool default has taken this up for 30 s. ")
    await scene.passes(60)
    assert len(await scene.items()) == 1, "it is said once"
