"""The same command from several deliveries at the same moment, on every kind of store."""

import asyncio

from service.domain.events import Kind
from service.ports.store import Store
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
