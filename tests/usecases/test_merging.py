"""Signing in, and becoming one person by a code."""

import re

import pytest

from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.ladders import NORMAL
from service.domain.persons import Identity, Person
from service.domain.preferences import Preferences
from service.domain.states import State
from service.domain.timers import TimerKind
from service.ports.store import Tx
from service.usecases.configure import set_cap
from service.usecases.identify import invite, link, link_code, sign_in
from tests.usecases.conftest import Setting
from tests.usecases.scene import ANN, BOB, Scene, ask, calls

SLACK, WEB = Identity("slack", "T1", "U1"), Identity("web", "local", "ann")


async def known(scene: Scene, **admins: bool) -> None:
    """Ann is known by the web, Bob by Slack."""

    def work(tx: Tx) -> None:
        tx.persons.link(WEB, ANN)
        tx.persons.link(SLACK, BOB)
        for name, admin in admins.items():
            tx.persons.save(Person(PersonId(name), name.title(), admin, None, 0.0))

    await scene.store.run(work)


async def becomes_ann(scene: Scene, identity: Identity = SLACK) -> Person:
    return await link(scene.ports, identity, await link_code(scene.ports, ANN))


async def states(scene: Scene, *numbers: int) -> list[str]:
    return [(await scene.session(number)).state for number in numbers]


async def test_a_second_person_of_a_name_gets_a_number(scene: Scene) -> None:
    names = [
        (await sign_in(scene.ports, Identity("slack", "T1", f"U{index}"), name)).name
        for index, name in enumerate(["Cat", "cat", "CAT", "Ann", " New   Name "])
    ]
    assert names == ["Cat", "cat 2", "CAT 3", "Ann 2", "New Name"]
    again = await sign_in(scene.ports, Identity("slack", "T1", "U1"), "cat")
    assert again.name == "cat 2"


async def test_who_signs_in_keeps_the_time_zone_they_come_with(scene: Scene) -> None:
    cases = (("Europe/Berlin", "Europe/Berlin"), ("", "UTC"), ("Loom/Heddle", "UTC"))
    for number, (told, kept) in enumerate(cases):
        identity = Identity("slack", "T1", f"U{number}")
        person = (await sign_in(scene.ports, identity, f"P{number}", zone=told)).id
        assert await zone_of(scene, person) == kept
    # What they chose since then stays.
    again = await sign_in(scene.ports, Identity("slack", "T1", "U0"), "P0", zone="Asia/Tokyo")
    assert await zone_of(scene, again.id) == "Europe/Berlin"


async def zone_of(scene: Scene, person: PersonId) -> str:
    return (await scene.ports.store.read(lambda reads: reads.preferences(person))).zone


async def test_nobody_is_invited_by_a_name_that_is_taken(scene: Scene) -> None:
    await known(scene, ann=True)
    with pytest.raises(Refused, match="somebody called 'bob' already"):
        await invite(scene.ports, ANN, "bob")
    with pytest.raises(Refused, match="Only the admin"):
        await invite(scene.ports, BOB, "Cat")
    assert await invite(scene.ports, ANN, "Cat")


async def test_who_links_their_last_identity_becomes_the_other(scene: Scene) -> None:
    await known(scene)
    scene.script(calls(ask()), calls(ask()))
    await scene.says("hers", "a", ANN)
    await scene.says("his", "b", BOB)
    await scene.works()
    assert (await becomes_ann(scene)).id == ANN
    persons = await scene.store.read(lambda reads: reads.persons())
    assert [each.id for each in persons] == [ANN]
    assert (await scene.session(2)).owner_id == ANN
    inbox = await scene.store.read(lambda reads: reads.inbox(ANN))
    assert [each.session for each in inbox] == [1, 2]
    assert (await scene.says("Stripe", "b", ANN)).receipt.fate == "answered"
    timers = await scene.store.read(lambda reads: reads.timers([ANN, BOB]))
    assert [(each.kind, each.ref) for each in timers] == [(TimerKind.TELL, ANN)]
    assert (await sign_in(scene.ports, SLACK, "Bob")).id == ANN


async def test_the_cap_holds_and_what_may_start_starts(setting: Setting) -> None:
    scene = await setting(cap=1)
    await known(scene)
    for thread, person in (("a", ANN), ("b", ANN), ("c", BOB), ("d", BOB)):
        await scene.says(f"in {thread}", thread, person)
    assert await states(scene, 1, 2, 3, 4) == ["running", "queued", "running", "queued"]
    await becomes_ann(scene)
    assert await states(scene, 1, 2, 3, 4) == ["running", "queued", "running", "queued"]
    queue = await scene.store.read(lambda reads: reads.queue(ANN))
    assert list(queue) == [2, 4], "hers first"
    await set_cap(scene.ports, ANN, 3)
    assert await states(scene, 1, 2, 3, 4) == ["running", "running", "running", "queued"]


async def test_a_larger_cap_starts_at_once_what_waited(setting: Setting) -> None:
    scene = await setting(cap=1)
    await known(scene)
    await set_cap(scene.ports, ANN, 2)
    for thread in ("c", "d", "e"):
        await scene.says(f"in {thread}", thread, BOB)
    await becomes_ann(scene)
    assert await states(scene, 1, 2, 3) == ["running", "running", "queued"]


async def test_what_waits_for_an_answer_is_parked_for_what_came_along(setting: Setting) -> None:
    scene = await setting(cap=1, park_when_queued=60.0)
    await known(scene)
    scene.script(calls(ask()))
    await scene.says("hers", "a", ANN)
    await scene.works()
    for thread in ("b", "c"):
        await scene.says(thread, thread, BOB)
    await becomes_ann(scene)
    await scene.passes(61)
    assert (await scene.session(1)).state == State.PARKED


async def test_who_keeps_another_identity_stays_who_they_are(scene: Scene) -> None:
    await known(scene)
    await scene.store.run(lambda tx: tx.persons.link(Identity("discord", "G1", "9"), BOB))
    await scene.says("his", "b", BOB)
    assert (await becomes_ann(scene)).id == ANN
    assert (await scene.session(1)).owner_id == BOB
    assert len(await scene.store.read(lambda reads: reads.persons())) == 2
    assert (await becomes_ann(scene)).id == ANN, "linking twice changes nothing"


async def test_an_admin_does_not_become_somebody_who_is_none(scene: Scene) -> None:
    await known(scene, bob=True)
    code = await link_code(scene.ports, ANN)
    with pytest.raises(Refused, match=re.escape("with `!link`")):
        await link(scene.ports, SLACK, code)
    back = await link_code(scene.ports, BOB)
    assert (await link(scene.ports, WEB, back)).admin
    assert await scene.store.read(lambda reads: reads.person_by_identity(WEB)) is not None


async def test_nobody_asks_themselves_as_a_colleague(scene: Scene) -> None:
    await known(scene)

    def work(tx: Tx) -> None:
        tx.preferences.save(Preferences(ANN, ladder=("colleague:60:bob",), important=("phone:0",)))
        tx.preferences.save(Preferences(BOB, ladder=("dm:0",)))

    await scene.store.run(work)
    await becomes_ann(scene)
    chosen = await scene.store.read(lambda reads: reads.preferences(ANN))
    assert (tuple(chosen.ladder), tuple(chosen.important)) == (tuple(NORMAL), ("phone:0",))


async def test_who_became_another_in_the_meantime_starts_sessions_as_them(scene: Scene) -> None:
    await known(scene)
    await becomes_ann(scene)
    received = await scene.says("a message that was on its way", "late", BOB)
    assert received.session.number == SessionNumber(1)
    assert received.session.owner_id == ANN
