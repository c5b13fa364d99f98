"""Replies of phones: each press once, in whatever trouble, and nobody else's."""

import json

import pytest

from bot.courier.listening import LOOK
from service.domain.deliveries import DeliveryKind
from service.domain.events import Kind
from service.domain.ids import PersonId
from service.domain.items import ItemState
from service.domain.persons import Person
from service.usecases.push_answer import PURPOSE, Ticket, seal
from service.usecases.replies import LEASE, OFFICE
from tests.bot.courier.scene import ADDRESSES, Scene
from tests.usecases.scene import until

SERVER = "push.test"


async def asked(scene: Scene, ann: Person) -> list[str]:
    """A question was pushed; return the tokens of its buttons."""
    _, item = await scene.question(ann)
    async with scene.carrying():
        await scene.came(1)
    assert item
    return [each.reply for each in scene.push().actions]


async def resolved(scene: Scene) -> tuple[str, str, str]:
    """Return the answer of the only item, where from, and whose."""
    (item,) = await scene.read(lambda reads: reads.items(open_only=False))
    assert item.state is ItemState.RESOLVED
    return item.answer, item.resolved_from, item.resolved_by or ""


async def is_open(scene: Scene) -> bool:
    return bool(await scene.open_items(1))


async def answered(scene: Scene) -> None:
    for _ in range(2000):
        await scene.stirs()
        if not await is_open(scene):
            return
    raise AssertionError("nobody heard it")


async def test_a_press_answers(scene: Scene, ann: Person) -> None:
    _, adyen = await asked(scene, ann)
    async with scene.listening():
        await scene.pusher.press(SERVER, adyen)
        await answered(scene)
    assert await resolved(scene) == ("Adyen", "phone", ann.id)
    assert await scene.states(1) == ["running"]


async def test_what_was_pressed_while_nobody_listened_is_heard(scene: Scene, ann: Person) -> None:
    stripe, _ = await asked(scene, ann)
    await scene.pusher.press(SERVER, stripe)
    async with scene.listening():
        await answered(scene)
    async with scene.listening("after a restart"):
        await until(lambda: len(scene.pusher.readings) == 2)
    assert scene.pusher.readings[-1][2] == "1"


async def test_the_first_button_wins(scene: Scene, ann: Person) -> None:
    stripe, adyen = await asked(scene, ann)
    async with scene.listening():
        await scene.pusher.press(SERVER, stripe)
        await scene.pusher.press(SERVER, adyen)
        await scene.pusher.press(SERVER, stripe)
        await answered(scene)
        await scene.stirs()
    assert (await resolved(scene))[0] == "Stripe"
    assert len(await scene.events(1, Kind.ANSWER)) == 1


async def test_a_late_press_gets_a_kind_answer_on_its_phone_once(scene: Scene, ann: Person) -> None:
    stripe, adyen = await asked(scene, ann)
    (item,) = await scene.open_items(1)
    await scene.inbound.answer(ann, item.id, "Stripe", "web")
    async with scene.carrying():
        async with scene.listening():
            await scene.pusher.press(SERVER, adyen)
            await scene.came(2)
        async with scene.listening("after a restart"):
            await scene.pusher.press(SERVER, adyen)
            await scene.pusher.press(SERVER, stripe)
            await scene.came(3)
    late = scene.push()
    assert late.title == "1 · Checkout: too late"
    assert late.body == "Ann answered this at 08:00 UTC from web: Stripe"
    assert (late.link, late.actions) == ("http://127.0.0.1:8420/threads/1", ())


@pytest.mark.parametrize("kind", ["forged", "expired", "another purpose", "somebody else's"])
async def test_what_is_not_genuine_answers_nothing_and_stops_nothing(
    scene: Scene, ann: Person, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stripe, _ = await asked(scene, ann)
    bob = await scene.person("Bob")
    (item,) = await scene.open_items(1)
    now = scene.clock.now()
    cipher = scene.ports.cipher
    wrong = {
        "forged": stripe[:-4] + "AAAA",
        "expired": seal(cipher, Ticket(ann.id, now, item.id, "Adyen")),
        "another purpose": cipher.seal("login", cipher.unseal(PURPOSE, stripe)),
        "somebody else's": seal(cipher, Ticket(bob.id, now + 60, item.id, "Adyen")),
    }[kind]
    async with scene.listening():
        await scene.pusher.press(SERVER, wrong)
        await until(lambda: "reply_refused" in capsys.readouterr().out)
        assert await is_open(scene)
        await scene.pusher.press(SERVER, stripe)
        await answered(scene)
    assert wrong not in capsys.readouterr().out
    assert (await resolved(scene))[0] == "Stripe"


async def test_a_token_of_another_version_does_not_block_those_behind_it(
    scene: Scene, ann: Person
) -> None:
    stripe, _ = await asked(scene, ann)
    strange = scene.ports.cipher.seal(PURPOSE, json.dumps({"person": ann.id, "what": 1}))
    async with scene.listening():
        await scene.pusher.press(SERVER, strange)
        await scene.pusher.press(SERVER, stripe)
        await answered(scene)


async def test_a_server_that_hangs_up_is_read_again_from_where_it_was(
    scene: Scene, ann: Person
) -> None:
    stripe, _ = await asked(scene, ann)
    async with scene.listening():
        await until(lambda: scene.pusher.connected[SERVER] == 1)
        await scene.pusher.hang_up()
        await until(lambda: scene.pusher.connected[SERVER] == 0)
        await scene.pusher.press(SERVER, stripe)
        await scene.stirs()
        assert await is_open(scene)
        scene.clock.advance(2.0)
        await answered(scene)


async def test_a_press_outlives_an_outage_of_the_database(scene: Scene, ann: Person) -> None:
    stripe, _ = await asked(scene, ann)
    async with scene.listening():
        await until(lambda: scene.pusher.connected[SERVER] == 1)
        scene.store.away = True
        await scene.pusher.press(SERVER, stripe)
        await scene.stirs()
        scene.store.away = False
        assert await is_open(scene)
        scene.clock.advance(LOOK)
        await answered(scene)


async def test_nothing_is_connected_without_a_phone_that_answers(scene: Scene) -> None:
    bob = await scene.person("Bob")
    await scene.inbound.add_phone(bob, "mail://bob")
    async with scene.listening():
        for _ in range(5):
            await scene.stirs()
            scene.clock.advance(LOOK)
        await scene.stirs()
        assert await scene.tx(lambda tx: tx.take_office(OFFICE, "anybody", tx.now() + 1.0))
    assert not scene.pusher.readings


async def test_a_new_phone_is_listened_to_as_soon_as_it_is_tested(
    scene: Scene, ann: Person
) -> None:
    async with scene.carrying(), scene.listening():
        await until(lambda: scene.pusher.connected[SERVER] == 1)
        bob = await scene.person("Bob")
        await scene.inbound.add_phone(bob, "ntfys://other.test/bob")
        await scene.order(bob, "phone test")
        await scene.came(1)
        await until(lambda: scene.pusher.connected["other.test"] == 1)
        scene.clock.advance(4.0)
        await scene.pusher.press("other.test", scene.push().actions[0].reply)
        for _ in range(50):
            await scene.stirs()
            if any(each.kind is DeliveryKind.PHONE_WORKS for each in await scene.deliveries()):
                break
    told = await scene.told(DeliveryKind.PHONE_WORKS)
    assert (told.person_id, told.facts["seconds"]) == (bob.id, 4.0)
    assert "answered a test at 08:00 UTC" in (await scene.order(bob, "phone")).text


async def test_a_phone_that_goes_is_listened_to_no_longer(scene: Scene, ann: Person) -> None:
    async with scene.listening():
        await until(lambda: scene.pusher.connected[SERVER] == 1)
        await scene.order(ann, "phone remove 1")
        scene.clock.advance(LOOK)
        await until(lambda: scene.pusher.connected[SERVER] == 0)


async def test_another_phone_of_the_same_server_joins_without_missing_a_press(
    scene: Scene, ann: Person
) -> None:
    stripe, _ = await asked(scene, ann)
    async with scene.listening():
        await until(lambda: scene.pusher.connected[SERVER] == 1)
        bob = await scene.person("Bob")
        await scene.inbound.add_phone(bob, "ntfys://push.test/bob")
        scene.clock.advance(LOOK)
        await scene.pusher.press(SERVER, stripe)
        await answered(scene)
        await until(lambda: len(scene.pusher.readings[-1][1]) == 2)
    assert (await resolved(scene))[0] == "Stripe"


async def test_one_of_two_listens_and_the_other_takes_over(scene: Scene, ann: Person) -> None:
    stripe, _ = await asked(scene, ann)
    async with scene.listening("two"):
        async with scene.listening("one"):
            await until(lambda: scene.pusher.connected[SERVER] == 1)
            await scene.stirs()
            assert len(scene.pusher.readings) == 1
        for _ in range(int(LEASE / LOOK) + 1):
            await scene.stirs()
            scene.clock.advance(LOOK)
        await until(lambda: scene.pusher.connected[SERVER] == 1)
        await scene.pusher.press(SERVER, stripe)
        await answered(scene)


async def test_opening_the_page_uses_nothing_up_and_expires(scene: Scene, ann: Person) -> None:
    _, item = await scene.question(ann)
    until_then = scene.clock.now() + ADDRESSES.lifetime
    token = seal(scene.ports.cipher, Ticket(ann.id, until_then, item))
    for _ in range(3):
        assert (await scene.inbound.open_page(token)).item.id == item
    assert await is_open(scene)
    scene.clock.advance(ADDRESSES.lifetime)
    heard = await scene.inbound.answer_on_page(token, "Stripe")
    assert (heard.refused, await is_open(scene)) == (True, True)
    nobody = seal(scene.ports.cipher, Ticket(PersonId("nobody"), 2 * until_then, item))
    assert (await scene.inbound.answer_on_page(nobody, "Stripe")).refused
