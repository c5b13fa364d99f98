"""A process stands still while it posts, and another posts meanwhile: both copies end alike."""

from service.domain.deliveries import DeliveryKind
from service.usecases import deliver
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import ANN


async def test_both_copies_say_what_became_of_it(chatting: Chatting) -> None:
    await chatting.link(ANN)
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    lanes = await deliver.claim_lanes(chatting.ports, "stands still", ["chat"], 9)
    parcels = [await deliver.next_parcel(chatting.ports, each, "stands still") for each in lanes]
    (late,) = [each for each in parcels if each and each.delivery.kind is DeliveryKind.ASK]
    chatting.clock.advance(deliver.CLAIM + 1)
    async with chatting.carrying():
        await chatting.goes_by(5)
        for _ in range(2):
            await deliver.was_sent(chatting.ports, late, "the late copy")
        (posted,) = chatting.asking()
        assert not await chatting.made(DeliveryKind.OUTCOME)
        await chatting.takes(item, "Stripe")
    changed = {each.facts["message"] for each in await chatting.made(DeliveryKind.OUTCOME)}
    assert changed == {posted.id, "the late copy"}
