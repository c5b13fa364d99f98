"""An operator has sent after all what was given up."""

import pytest

from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, channel_of
from service.domain.errors import Permanent, Refused
from service.domain.ids import DeliveryId
from service.usecases.retry_delivery import retry_dead, retry_delivery
from tests.fakes.chat import lost_answer
from tests.usecases.chatting import DM, THREAD, Chatting
from tests.usecases.scene import prose

DEAD = DeliveryState.DEAD


async def answers(scene: Chatting, text: str) -> None:
    await scene.writes(f"Say {text}")
    scene.script(prose(text))
    await scene.works()


async def dead(scene: Chatting) -> list[Delivery]:
    return list(await scene.store.read(lambda reads: reads.undelivered(DEAD)))


async def dies(scene: Chatting, text: str = "One") -> Delivery:
    """An answer is refused by the platform for good."""
    await answers(scene, text)
    scene.chat.fails("post", Permanent("the app was removed"))
    async with scene.carrying():
        await scene.goes_by(3)
    found = await dead(scene)
    assert [each.kind for each in found] == [DeliveryKind.ANSWER]
    return found[0]


async def test_it_is_sent_before_what_was_made_later(chatting: Chatting) -> None:
    gone = await dies(chatting)
    await chatting.store.run(lambda tx: tx.cards.lose(gone.facts["session"], ""))
    await answers(chatting, "Two")
    put_back = await retry_delivery(chatting.ports, gone.id)
    assert (put_back.ahead, put_back.pointless) == (0, False)
    async with chatting.carrying():
        await chatting.goes_by(3)
    there = [each.said.text for each in chatting.chat.posts(THREAD) if hasattr(each.said, "text")]
    assert there == ["One", "Two"]
    assert await dead(chatting) == []


async def test_what_an_attempt_may_have_left_is_not_sent_twice(chatting: Chatting) -> None:
    await answers(chatting, "One")
    chatting.chat.stumbles("post", lost_answer())
    chatting.chat.fails("post", None, Permanent("the app was removed"))
    async with chatting.carrying():
        await chatting.goes_by(60)
    (gone,) = await dead(chatting)
    assert gone.begun_at is not None
    await retry_delivery(chatting.ports, gone.id)
    async with chatting.carrying():
        await chatting.goes_by(3)
    there = [
        each for each in chatting.chat.posts(THREAD) if getattr(each.said, "text", "") == "One"
    ]
    assert len(there) == 1
    assert await dead(chatting) == []


async def test_dying_once_more_tells_nobody_once_more(chatting: Chatting) -> None:
    gone = await dies(chatting)
    elsewhere = len(chatting.chat.posts())
    chatting.chat.fails("post", Permanent("the app was removed"))
    await retry_delivery(chatting.ports, gone.id)
    async with chatting.carrying():
        await chatting.goes_by(3)
    assert [each.id for each in await dead(chatting)] == [gone.id]
    assert len(chatting.chat.posts()) == elsewhere
    assert not [each for each in await chatting.made(DeliveryKind.ANSWER) if each.lane == DM][1:]


async def test_all_dead_of_a_channel_are_put_back(chatting: Chatting) -> None:
    gone = await dies(chatting)
    assert channel_of(gone.lane) == "chat"
    assert await retry_dead(chatting.ports, "slack") == []
    assert [each.delivery.id for each in await retry_dead(chatting.ports, "chat")] == [gone.id]
    assert await retry_dead(chatting.ports) == []


async def test_what_is_over_stays_dead(chatting: Chatting) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    chatting.chat.fails("post", Permanent("the app was removed"), Permanent("again"))
    async with chatting.carrying():
        await chatting.goes_by(3)
    before = [each.id for each in await dead(chatting)]
    assert before
    await chatting.answers("Stripe", item.session)
    found = await retry_dead(chatting.ports)
    assert all(each.pointless for each in found if each.delivery.kind is DeliveryKind.ASK)
    assert any(each.delivery.kind is DeliveryKind.ASK for each in found)


async def test_only_what_is_dead_can_be_put_back(chatting: Chatting) -> None:
    await answers(chatting, "One")
    with pytest.raises(Refused, match="no delivery nope"):
        await retry_delivery(chatting.ports, DeliveryId("nope"))
    (waits,) = await chatting.made(DeliveryKind.ANSWER)
    with pytest.raises(Refused, match="waiting, not dead"):
        await retry_delivery(chatting.ports, waits.id)
