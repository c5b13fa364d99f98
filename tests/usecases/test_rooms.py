"""Who sets what a room allows."""

import pytest

from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.persons import Person
from service.domain.rooms import Room, RoomKey, Verbosity, Who
from service.usecases.rooms import set_room
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene

KEY = RoomKey("slack", "T1", "C1")


async def sets(scene: Scene, person: PersonId, *, may: bool, model: str = "fast") -> Room:
    return await set_room(
        scene.ports,
        person,
        KEY,
        name=" the\n shop ",
        model=model,
        start=Who.OWNER,
        steer=Who.EVERYBODY,
        verbosity=Verbosity.MILESTONES,
        may=may,
    )


async def test_those_who_manage_a_room_set_it(setting: Setting) -> None:
    scene = await setting(models=("demo", "fast"))
    at = scene.clock.now()
    wanted = Room(KEY, "the shop", "fast", Who.OWNER, Who.EVERYBODY, Verbosity.MILESTONES, at, ANN)
    assert await sets(scene, ANN, may=True) == wanted
    assert await scene.store.read(lambda reads: reads.room(KEY)) == wanted
    assert (await sets(scene, BOB, may=True, model="")).model == ""


async def test_others_do_not_unless_they_are_admins(setting: Setting) -> None:
    scene = await setting(models=("demo", "fast"))
    with pytest.raises(Refused, match="heddle's admins"):
        await sets(scene, BOB, may=False)
    assert await scene.store.read(lambda reads: reads.room(KEY)) == Room(KEY)
    await scene.store.run(lambda tx: tx.persons.save(Person(BOB, "Bob", True, None, 0.0)))
    assert (await sets(scene, BOB, may=False)).changed_by == BOB


@pytest.mark.parametrize("steer", Who)
@pytest.mark.parametrize("start", Who)
async def test_whatever_they_choose_they_can_change_it_back(
    scene: Scene, start: Who, steer: Who
) -> None:
    """Whoever manages a room, and every admin, set it again after any settings of any other."""

    async def sets_it(person: PersonId, start: Who, steer: Who, *, may: bool) -> Room:
        return await set_room(
            scene.ports,
            person,
            KEY,
            name="shop",
            model="",
            start=start,
            steer=steer,
            verbosity=Verbosity.FULL,
            may=may,
            roles=("R1",),
        )

    await scene.store.run(lambda tx: tx.persons.save(Person(BOB, "Bob", True, None, 0.0)))
    for person, may in ((ANN, True), (BOB, False)):
        await sets_it(person, start, steer, may=may)
        again = await sets_it(ANN, Who.EVERYBODY, Who.OWNER, may=True)
        assert (again.start, again.changed_by) == (Who.EVERYBODY, ANN)
        await sets_it(person, start, steer, may=may)
        again = await sets_it(BOB, Who.EVERYBODY, Who.OWNER, may=False)
        assert (again.start, again.changed_by) == (Who.EVERYBODY, BOB)


async def test_a_model_that_there_is_not_is_refused_with_the_list(scene: Scene) -> None:
    with pytest.raises(Refused, match=r"no model 'fast'\. You can use: demo"):
        await sets(scene, ANN, may=True)
