"""An item that asks something else now shows it in every copy, also in one just being posted."""

import pytest

from service.domain.deliveries import DeliveryKind, DeliveryState
from service.usecases.assign import assign
from service.usecases.deliver import claim_lanes, next_parcel, was_sent
from service.usecases.packing import Parcel
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import ANN


@pytest.mark.parametrize("renewed", [True, False])
async def test_a_copy_that_is_just_being_posted_is_replaced_if_its_item_was_renewed(
    chatting: Chatting, renewed: bool
) -> None:
    await chatting.prefers(ladder=("thread:0",))
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    await claim_lanes(chatting.ports, "one", {"chat"}, 10)
    parcels: list[Parcel] = []
    while parcel := await next_parcel(chatting.ports, str(THREAD), "one"):
        chatting.clock.advance(1)
        if renewed and parcel.delivery.kind is DeliveryKind.ASK:
            await assign(chatting.ports, ANN, item.id, "Bob")
        await was_sent(chatting.ports, parcel, f"m{len(parcels)}")
        parcels.append(parcel)
    (ask,) = [each for each in await chatting.made(DeliveryKind.ASK) if each.lane == str(THREAD)]
    changes = await chatting.made(DeliveryKind.OUTCOME)
    assert ask.state is DeliveryState.SENT
    assert [each.facts["message"] for each in changes] == [ask.receipt] * renewed
    assert all(each.facts["still_open"] for each in changes)
