"""The outbox goes out: in order, once, again after trouble, and in the end by another way."""

import asyncio

import pytest

from bot.courier.courier import POLL
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.errors import Permanent, Temporary
from service.domain.persons import Person
from service.usecases.deliver import CLAIM
from tests.bot.courier.scene import Scene

SENT, DEAD, WITHDRAWN = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.WITHDRAWN


async def test_a_question_is_pushed_at_once_and_its_receipt_kept(scene: Scene, ann: Person) -> None:
    async with scene.carrying():
        await scene.stirs()
        await scene.question(ann)
        await scene.settled(SENT)
    (delivery,) = await scene.pushes()
    assert delivery.receipt == "receipt-1"
    assert scene.pusher.sent[0][0] == "ntfys://push.test/ann"
    push = scene.push()
    assert push.title == "1 · Checkout: Stripe or Adyen?"
    assert push.link == "http://127.0.0.1:8420/threads/1"
    assert [each.label for each in push.actions] == ["Stripe", "Adyen"]


async def test_what_waited_before_it_started_is_found_without_a_signal(
    scene: Scene, ann: Person
) -> None:
    await scene.question(ann)
    async with scene.carrying():
        await scene.settled(SENT)


async def test_what_no_signal_told_of_is_found_by_polling(scene: Scene, ann: Person) -> None:
    async with scene.carrying():
        await scene.stirs()
        scene.signals.away = True
        await scene.question(ann)
        await scene.stirs()
        assert not scene.pusher.sent
        scene.clock.advance(POLL)
        await scene.settled(SENT)


async def test_an_answer_meanwhile_withdraws_it(scene: Scene, ann: Person) -> None:
    _, item = await scene.question(ann)
    await scene.inbound.answer(ann, item, "Stripe", "web")
    async with scene.carrying():
        await scene.settled(WITHDRAWN)
    assert not scene.pusher.sent


async def test_it_is_tried_again_as_late_as_the_service_says(scene: Scene, ann: Person) -> None:
    scene.pusher.script.append(Temporary("too many", retry_after=90.0, limited=True))
    async with scene.carrying():
        await scene.question(ann)
        await scene.stirs()
        (waiting,) = await scene.pushes()
        assert (waiting.attempts, waiting.due_at) == (1, scene.clock.now() + 90.0)
        await scene.passes(89)
        assert not scene.pusher.sent
        await scene.passes(3)
        await scene.settled(SENT)


async def test_what_comes_later_in_a_lane_waits_for_what_came_first(
    scene: Scene, ann: Person
) -> None:
    scene.pusher.script.append(Temporary("away"))
    async with scene.carrying():
        await scene.question(ann, "First?")
        scene.clock.advance(0.5)
        await scene.question(ann, "Second?")
        await scene.stirs()
        assert not scene.pusher.sent
        await scene.passes(15)
        await scene.came(2)
    assert [scene.push(place).title for place in (0, 1)] == [
        "1 · Checkout: First?",
        "2 · Checkout: Second?",
    ]


async def test_a_dead_phone_hands_over_to_the_next_and_then_to_the_inbox(
    scene: Scene, ann: Person
) -> None:
    await scene.inbound.add_phone(ann, "mail://ann")
    scene.pusher.script.extend([Permanent("no such topic"), Permanent("no such address")])
    async with scene.carrying():
        await scene.question(ann)
        await scene.settled(DEAD, DEAD)
    told = await scene.told(DeliveryKind.PUSH_FAILED)
    assert told.facts["failure"] == "no such address"
    listed = (await scene.order(ann, "phone")).text
    assert "failed at 08:00 UTC: no such topic" in listed
    assert "failed at 08:00 UTC: no such address" in listed


async def test_it_is_given_up_after_so_many_attempts(scene: Scene, ann: Person) -> None:
    attempts = scene.ports.policy.push_attempts
    scene.pusher.script.extend([Temporary("away")] * attempts)
    async with scene.carrying():
        await scene.question(ann)
        await scene.passes(1500, 10.0)
        await scene.settled(DEAD)
    assert not scene.pusher.script
    assert (await scene.told(DeliveryKind.PUSH_FAILED)).facts["failure"] == "away"


@pytest.mark.parametrize("error", [ValueError("what?"), KeyError("who?")])
async def test_a_mistake_of_our_own_is_tried_again_and_stops_nobody_else(
    scene: Scene, ann: Person, error: Exception
) -> None:
    bob = await scene.person("Bob")
    await scene.inbound.add_phone(bob, "ntfys://push.test/bob")
    await scene.inbound.set_ladder(bob, "phone", important=False)
    scene.pusher.script.append(error)
    async with scene.carrying():
        await scene.question(ann)
        await scene.stirs()
        await scene.question(bob)
        await scene.came(1)
        assert scene.pusher.sent[0][0].endswith("/bob")
        await scene.passes(15)
        await scene.came(2)


async def tried(scene: Scene) -> int:
    """Let the others run, and return how often the one push was tried."""
    await asyncio.sleep(0)
    (delivery,) = await scene.pushes()
    return delivery.attempts


async def test_a_push_that_hangs_is_given_up(
    scene: Scene, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.courier.PATIENCE", 0.01)

    async def hangs() -> None:
        await asyncio.Event().wait()

    scene.pusher.script.append(hangs)
    async with scene.carrying():
        await scene.question(ann)
        async with asyncio.timeout(30):
            while not await tried(scene):
                pass
        (delivery,) = await scene.pushes()
        assert (delivery.attempts, delivery.state) == (1, DeliveryState.WAITING)
        await scene.passes(15)
        await scene.came(1)


async def test_two_couriers_never_send_the_same_twice(scene: Scene, ann: Person) -> None:
    await scene.order(ann, "cap 10")
    persons = [ann]
    for name in ("Bob", "Cleo", "Dan"):
        person = await scene.person(name)
        await scene.inbound.add_phone(person, f"ntfys://push.test/{name}")
        await scene.inbound.set_ladder(person, "phone", important=False)
        persons.append(person)

    async def slow() -> None:
        for _ in range(30):
            await asyncio.sleep(0)

    scene.pusher.script.extend([slow] * 12)
    async with scene.carrying(scene.courier("one"), scene.courier("two")):
        for turn in range(3):
            for person in persons:
                scene.clock.advance(0.01)
                await scene.question(person, f"Question {turn}?")
            await scene.stirs()
        await scene.settled(*[SENT] * 12)
    assert len(scene.pusher.sent) == 12
    for name in ("ann", "Bob", "Cleo", "Dan"):
        asked = [push.title for url, push in scene.pusher.sent if url.endswith(f"/{name}")]
        assert [title.rsplit(": ")[1] for title in asked] == [f"Question {n}?" for n in range(3)]


async def test_a_claim_lasts_as_long_as_a_slow_send(scene: Scene, ann: Person) -> None:
    go_on = asyncio.Event()

    async def hangs() -> None:
        await go_on.wait()

    scene.pusher.script.append(hangs)
    async with scene.carrying(scene.courier("one"), scene.courier("two")):
        await scene.question(ann, "First?")
        await scene.passes(2 * CLAIM)
        await scene.question(ann, "Second?")
        await scene.stirs()
        assert not scene.pusher.sent
        go_on.set()
        await scene.came(2)
        await scene.settled(SENT, SENT)
    assert scene.push(0).title.endswith("First?")
    assert scene.push(1).title.endswith("Second?")


async def test_a_courier_that_is_stopped_gives_its_lanes_back(scene: Scene, ann: Person) -> None:
    begun = asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    scene.pusher.script.append(hangs)
    async with scene.carrying(scene.courier("one")):
        await scene.question(ann)
        await begun.wait()
    assert not scene.pusher.sent
    async with scene.carrying(scene.courier("two")):
        await scene.settled(SENT)


async def test_after_a_kill_in_the_middle_another_courier_sends_it_when_the_claim_ends(
    scene: Scene, ann: Person
) -> None:
    begun = asyncio.Event()

    async def hangs() -> None:
        begun.set()
        await asyncio.Event().wait()

    scene.pusher.script.append(hangs)
    killed = scene.frozen_courier()
    loop = asyncio.ensure_future(killed.carry_for_ever())
    await scene.question(ann)
    await begun.wait()
    async with scene.carrying(scene.courier("two")):
        await scene.passes(CLAIM - POLL)
        assert not scene.pusher.sent
        await scene.passes(2 * POLL)
        await scene.settled(SENT)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert len(scene.pusher.sent) == 1


async def test_an_outage_between_sending_and_its_receipt_sends_nothing_twice(
    scene: Scene, ann: Person
) -> None:
    async def goes_away() -> None:
        scene.store.away = True

    scene.pusher.script.append(goes_away)
    await scene.question(ann)
    async with scene.carrying():
        await scene.came(1)
        await scene.stirs()
        scene.store.away = False
        scene.clock.advance(POLL)
        await scene.settled(SENT)
    assert len(scene.pusher.sent) == 1


async def test_an_outage_of_the_database_only_delays(scene: Scene, ann: Person) -> None:
    async with scene.carrying():
        await scene.question(ann)
        scene.store.away = True
        await scene.stirs()
        assert not scene.pusher.sent
        scene.store.away = False
        scene.clock.advance(POLL)
        await scene.settled(SENT)


async def test_a_phone_whose_key_is_lost_is_told_of_in_the_inbox(scene: Scene, ann: Person) -> None:
    await scene.tx(lambda tx: tx.vault.put(tx.phones.of(ann.id)[0].secret_name, b"x", tx.now()))
    async with scene.carrying():
        await scene.question(ann)
        await scene.settled(DEAD)
    told = await scene.told(DeliveryKind.PUSH_FAILED)
    assert "present key" in told.facts["failure"]


async def test_nothing_is_done_about_lanes_of_the_web(scene: Scene) -> None:
    bob = await scene.person("Bob")
    async with scene.carrying():
        await scene.question(bob)
        await scene.stirs()
    (told,) = await scene.deliveries()
    assert (told.kind, told.state) == (DeliveryKind.ASK, SENT)
    assert not scene.pusher.sent
