"""The same command from several deliveries at the same moment, on every kind of store."""

import asyncio

from bot.presenter.cards import Act
from service.domain import held
from service.domain.events import Kind
from service.ports.store import Store
from tests.bot.inbound.chatting import Chat
from tests.bot.inbound.scene import Scene, repeated
from tests.fakes.clock import FakeClock


async def test_of_copies_that_arrive_together_one_is_carried_out(
    store: Store, clock: FakeClock
) -> None:
    scene = Scene(store, clock)
    ann = await scene.person("Ann")
    await scene.started(ann)
    copies = [scene.order(ann, "note 1 once", key="again") for _ in range(8)]
    heard = await asyncio.gather(*copies)
    assert len({repr(repeated(each)) for each in heard}) == 1
    assert [each.again for each in heard].count(False) == 1
    assert len(await scene.events(1, Kind.NOTE)) == 1


async def test_of_first_messages_that_arrive_together_all_are_in_one_session(
    store: Store, clock: FakeClock
) -> None:
    scene = Scene(store, clock)
    ann = await scene.person("Ann")
    thread = scene.thread()
    heard = await asyncio.gather(*(scene.say(ann, f"part {n}", thread) for n in range(8)))
    assert {each.session for each in heard} == {1}
    texts = {each.payload["text"] for each in await scene.events(1, Kind.MESSAGE)}
    assert texts == {f"part {n}" for n in range(8)}


async def test_of_two_answers_that_arrive_together_the_first_wins(
    store: Store, clock: FakeClock
) -> None:
    scene = Scene(store, clock)
    ann = await scene.person("Ann")
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?")
    heard = await asyncio.gather(
        scene.inbound.answer(ann, item, "Stripe", "web"),
        scene.inbound.answer(ann, item, "Adyen", "web"),
    )
    assert sorted(each.refused for each in heard) == [False, True]
    assert len(await scene.events(1, Kind.ANSWER)) == 1


async def test_of_presses_that_arrive_together_one_takes_the_message(
    store: Store, clock: FakeClock
) -> None:
    scene = Scene(store, clock)
    chat = Chat(scene)
    ann = await scene.person("Ann")
    await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?")
    said = chat.direct(ann, "Adyen", "d1")
    offers = await asyncio.gather(*(chat.inbound.stray(said, chat.lane(ann)) for _ in range(4)))
    assert [each.again for each in offers if each].count(False) == 1
    assert len([each for each in await chat.posted(ann) if each.kind == "offer"]) == 1
    presses = [chat.inbound.take_offered(ann, each, said, "slack") for each in (item, None) * 3]
    heard = await asyncio.gather(*presses)
    assert len({each.session for each in heard}) == 1
    assert [each.again for each in heard].count(False) == 1


async def test_what_one_stranger_writes_at_once_is_held_in_one_item(
    store: Store, clock: FakeClock
) -> None:
    scene = Scene(store, clock)
    chat = Chat(scene)
    ann, bob = await scene.person("Ann"), await scene.person("Bob")
    await chat.say(ann, "Build it")
    writes = [chat.say(bob, f"part {n}", message=f"m-{n // 2}") for n in range(8)]
    heard = await asyncio.gather(*writes)
    assert [each.again for each in heard].count(False) == 4
    (item,) = await scene.open_items(1)
    assert len(held.messages(item)) == 4
    taken = [chat.press(ann, Act.CHOOSE, item.id, choice=choice) for choice in (0, 1, 2, 0)]
    outcomes = await asyncio.gather(*taken)
    first = [each for each in outcomes if not each.refused and not each.again]
    assert len(first) == 1
    fates = {str((await chat.say(bob, "x", message=f"m-{n}")).fate) for n in range(4)}
    assert len(fates) == 1
    assert "held" not in fates
