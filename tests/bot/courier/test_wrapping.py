"""What a push carries: its link, its buttons, and tokens that only this deployment reads."""

import json
from dataclasses import replace

import pytest

from bot.courier.linking import Addresses
from service.domain.items import Reason
from service.domain.persons import Person
from service.usecases.push_answer import PURPOSE
from tests.bot.courier.scene import ADDRESSES, Scene

PUBLIC = replace(ADDRESSES, own="https://heddle.test", public="https://heddle.test")


async def sent(scene: Scene, addresses: Addresses = ADDRESSES) -> None:
    async with scene.carrying(scene.courier(addresses=addresses)):
        await scene.came(1)


async def test_up_to_three_choices_are_buttons(scene: Scene, ann: Person) -> None:
    _, item = await scene.question(ann, "Which?", "Stripe", "Adyen", "Mollie")
    await sent(scene)
    push = scene.push()
    assert [each.label for each in push.actions] == ["Stripe", "Adyen", "Mollie"]
    assert not any(each.link for each in push.actions)
    ticket = json.loads(scene.ports.cipher.unseal(PURPOSE, push.actions[1].reply))
    assert (ticket["item"], ticket["choice"], ticket["person"]) == (item, "Adyen", ann.id)
    assert ticket["until"] == scene.clock.now() + ADDRESSES.lifetime
    assert len({each.reply for each in push.actions}) == 3
    assert not push.important


@pytest.mark.parametrize("choices", [("1", "2", "3", "4"), ("",)])
async def test_more_choices_or_free_text_open_the_thread(
    scene: Scene, ann: Person, choices: tuple[str, ...]
) -> None:
    session = await scene.started(ann)
    await scene.asks(session.number, "Which?", *(each for each in choices if each))
    await sent(scene)
    (action,) = scene.push().actions
    assert (action.link, action.reply) == (scene.push().link, "")
    assert action.link == "http://127.0.0.1:8420/threads/1"


async def test_a_budget_has_its_choices_as_buttons(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.is_over_budget(session.number)
    await sent(scene)
    assert [each.label for each in scene.push().actions] == ["Go on", "Stop here"]


async def without_buttons(scene: Scene) -> Person:
    bob = await scene.person("Bob")
    await scene.inbound.add_phone(bob, "mail://bob")
    await scene.inbound.set_ladder(bob, "phone", important=False)
    return bob


async def test_other_services_carry_the_permalink_alone(scene: Scene) -> None:
    await scene.question(await without_buttons(scene))
    await sent(scene)
    assert (scene.push().link, scene.push().actions) == ("http://127.0.0.1:8420/threads/1", ())


async def test_with_a_public_address_they_carry_a_link_that_answers(scene: Scene) -> None:
    bob = await without_buttons(scene)
    _, item = await scene.question(bob)
    await sent(scene, PUBLIC)
    (action,) = scene.push().actions
    assert scene.push().link == "https://heddle.test/threads/1"
    assert action.link.startswith("https://heddle.test/a/")
    token = action.link.rpartition("/")[2]
    for _ in range(3):
        assert (await scene.inbound.open_page(token)).item.id == item
    assert not (await scene.inbound.answer_on_page(token, "Neither, wait")).refused
    again = await scene.inbound.answer_on_page(token, "Stripe")
    assert (again.refused, again.text) == (True, "This was used already. Nothing more happened.")
    assert (await scene.item(item)).answer == "Neither, wait"


async def test_what_ends_by_itself_has_no_button(scene: Scene) -> None:
    bob = await without_buttons(scene)
    session = await scene.started(bob)
    await scene.alerts(session.number, Reason.NO_WORKER, ())
    await sent(scene, PUBLIC)
    assert scene.push().actions == ()


async def test_what_is_important_is_pushed_as_important(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.alerts(session.number, Reason.CAPTURE_FAILED)
    await sent(scene)
    assert scene.push().important


async def test_a_digest_leads_to_the_inbox(scene: Scene, ann: Person) -> None:
    await scene.order(ann, "ladder phone 1m")
    for number in range(1, 6):
        session = await scene.started(ann)
        if number <= 3:
            await scene.asks(session.number, f"Question {number}?", "Yes", "No")
            scene.clock.advance(0.01)
    await scene.asks_more(1, "And this?")
    await scene.passes(60)
    await sent(scene)
    push = scene.push()
    assert push.link == "http://127.0.0.1:8420/inbox"
    assert push.actions == ()
    assert push.title.startswith("4 questions need you. Most urgent: 1 · ")


async def test_a_test_asks_for_a_tap(scene: Scene, ann: Person) -> None:
    await scene.order(ann, "phone test")
    await sent(scene)
    push = scene.push()
    assert (push.title, push.body) == (
        "heddle reaches you here",
        "This is a test: nothing needs you.",
    )
    assert [each.label for each in push.actions] == ["It works"]


async def test_agents_cannot_write_buttons_that_mislead(scene: Scene, ann: Person) -> None:
    await scene.question(ann, "Which?", "A\n\n<!channel>", "B" * 90)
    await sent(scene)
    first, second = scene.push().actions
    assert first.label == "A <\u2060!channel>"
    assert second.label == "B" * 39 + "…"
