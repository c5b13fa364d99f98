"""What was asked in a thread that could not be written to meanwhile shows how it ended after."""

import pytest

from bot.presenter.cards import AskCard
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.items import Item
from service.usecases.adrift import room_back, thread_lost
from tests.fakes.chat import Message
from tests.usecases.chatting import PRIVATE, THREAD, Chatting
from tests.usecases.scene import prose


async def asked(chatting: Chatting) -> tuple[Item, Message]:
    await chatting.prefers(ladder=("thread:0",))
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    await chatting.stirs()
    (copy,) = chatting.asking()
    assert copy.place == THREAD
    return item, copy


def outcome(copy: Message) -> str:
    assert isinstance(copy.said, AskCard)
    return copy.said.outcome


@pytest.mark.parametrize("known", [True, False])
async def test_its_copy_shows_the_outcome_once_it_can(chatting: Chatting, known: bool) -> None:
    async with chatting.carrying():
        item, copy = await asked(chatting)
        chatting.chat.gone.add(THREAD.room)
        if known:
            await thread_lost(chatting.ports, THREAD, "The thread was locked")
        chatting.script(prose("Stripe it is."))
        await chatting.takes(item, "Stripe")
        await chatting.works()
        await chatting.goes_by(3)
        states = [each.state for each in await chatting.made(DeliveryKind.OUTCOME)]
        assert states[0] is DeliveryState.DEAD
        assert not outcome(copy)
        chatting.chat.gone.clear()
        assert await room_back(chatting.ports, THREAD) == int(known)
        await chatting.goes_by(3)
        assert "Stripe" in outcome(copy)
        count = len(await chatting.made(DeliveryKind.OUTCOME))
        await room_back(chatting.ports, THREAD)
        assert len(await chatting.made(DeliveryKind.OUTCOME)) == count


async def test_what_waited_when_the_thread_was_lost_is_shown_as_well(chatting: Chatting) -> None:
    async with chatting.carrying():
        item, copy = await asked(chatting)
    await chatting.takes(item, "Stripe")
    await thread_lost(chatting.ports, THREAD, "The thread was locked")
    (withdrawn,) = await chatting.made(DeliveryKind.OUTCOME)
    assert withdrawn.state is DeliveryState.WITHDRAWN
    await room_back(chatting.ports, THREAD)
    async with chatting.carrying():
        await chatting.stirs()
        assert "Stripe" in outcome(copy)


async def test_what_is_still_asked_or_was_shown_is_left_alone(chatting: Chatting) -> None:
    async with chatting.carrying():
        item, copy = await asked(chatting)
        await thread_lost(chatting.ports, THREAD, "The thread was locked")
        await room_back(chatting.ports, THREAD)
        assert not await chatting.made(DeliveryKind.OUTCOME)
        await chatting.takes(item, "Stripe")
        await chatting.goes_by(3)
        assert "Stripe" in outcome(copy)
        edits = len(copy.edits)
        await room_back(chatting.ports, THREAD)
        await room_back(chatting.ports, PRIVATE)
        await chatting.goes_by(3)
        assert len(copy.edits) == edits
