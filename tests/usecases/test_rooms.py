"""Who sets what a room allows."""

import pytest

from service.domain.checkins import Pace
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.persons import Person
from service.domain.rooms import Room, RoomKey, Verbosity, Who
from service.domain.threads import ThreadKey
from service.usecases.receive import Arrival, receive
from service.usecases.rooms import set_room
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene

KEY = RoomKey("slack", "T1", "C1")


async def sets(
    scene: Scene, person: PersonId, *, may: bool, model: str = "fast", task: str | None = None
) -> Room:
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
        task=task,
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


async def test_a_type_that_the_operator_took_away_counts_no_more(setting: Setting) -> None:
    types = {"review": 600.0}
    scene = await setting(models=("demo", "fast"), check_ins=Pace(types=types))
    with pytest.raises(Refused, match="There is no task type 'fix'"):
        await sets(scene, ANN, may=True, task="fix")
    assert (await sets(scene, ANN, may=True, task=" Review ")).task == "review"
    assert (await sets(scene, ANN, may=True)).task == "review"

    async def starts(name: str) -> tuple[str, float]:
        arrival = Arrival(name, ThreadKey("slack", "T1", "C1", name), ANN, "Go", "slack")
        session = (await receive(scene.ports, arrival)).session
        return session.task, session.check_every

    await scene.store.run(lambda tx: tx.persons.save(Person(ANN, "Ann", True, None, 0.0)))
    assert await starts("1") == ("review", 600.0)
    del types["review"]
    assert await starts("2") == ("", 0.0)


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
