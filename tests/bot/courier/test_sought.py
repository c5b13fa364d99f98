"""A copy that was posted by a bot which died, about something that is over or moved meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.courier.platform import Post
from bot.presenter.cards import AskCard
from service.domain.deliveries import DeliveryKind, DeliveryState
from service.domain.errors import Temporary
from service.usecases.assign import assign_to
from service.usecases.snooze import snooze
from tests.fakes.chat import FakeChat
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import ANN, BOB


@asynccontextmanager
async def dying(chatting: Chatting, *, posted: bool) -> AsyncIterator[None]:
    """A bot dies while it posts the question: after it was posted, or just before."""
    died = asyncio.Event()

    class Dying(FakeChat):
        async def post(self, post: Post) -> str:
            if posted:
                await chatting.chat.post(post)
            died.set()
            await asyncio.Event().wait()
            return ""

    chatting.channels["chat"] = Dying(chatting.clock)
    async with chatting.carrying(chatting.courier("first")):
        await died.wait()
        yield
    chatting.channels["chat"] = chatting.chat


async def states(chatting: Chatting) -> list[DeliveryState]:
    return [each.state for each in await chatting.made(DeliveryKind.ASK)]


async def test_a_copy_without_a_receipt_shows_the_outcome(chatting: Chatting) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with dying(chatting, posted=True):
        await chatting.takes(item, "Adyen")
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(3)
    (asking,) = chatting.asking()
    assert isinstance(asking.said, AskCard)
    assert asking.said.outcome.endswith(": Adyen")
    assert await states(chatting) == [DeliveryState.SENT]


async def test_nobody_is_asked_what_is_over(chatting: Chatting) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with dying(chatting, posted=False):
        await chatting.takes(item, "Adyen")
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(3)
    assert chatting.asking() == []
    assert await states(chatting) == [DeliveryState.WITHDRAWN]


async def test_it_is_sought_until_the_platform_answers(chatting: Chatting) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with dying(chatting, posted=True):
        await chatting.takes(item, "Adyen")
    chatting.chat.fails("find", Temporary("away"), Temporary("away"))
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(60)
    (asking,) = chatting.asking()
    assert isinstance(asking.said, AskCard)
    assert asking.said.outcome.endswith(": Adyen")
    assert len(chatting.chat.made("find")) == 3


@pytest.mark.parametrize("posted", [True, False])
async def test_who_snoozed_it_is_left_alone_and_its_copy_ends_with_it(
    chatting: Chatting, posted: bool
) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with dying(chatting, posted=posted):
        await snooze(chatting.ports, ANN, item.id, "1h")
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(3)
        assert len(chatting.asking()) == posted
        await chatting.takes(item, "Adyen")
        await chatting.goes_by(3)
    for each in chatting.asking():
        assert isinstance(each.said, AskCard)
        assert each.said.outcome.endswith(": Adyen")


async def test_what_was_handed_on_asks_nobody_who_has_it_no_more(chatting: Chatting) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    bob = await chatting.store.read(lambda reads: reads.person(BOB))
    assert bob is not None
    async with dying(chatting, posted=False):
        await assign_to(chatting.ports, ANN, item.id, bob)
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(3)
    asked = {each.person_id: each.state for each in await chatting.made(DeliveryKind.ASK)}
    assert asked == {ANN: DeliveryState.WITHDRAWN, BOB: DeliveryState.SENT}


@pytest.mark.parametrize("posted", [True, False])
async def test_in_quiet_hours_what_stands_there_is_enough_and_else_the_morning_brings_it(
    chatting: Chatting, posted: bool
) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
    async with dying(chatting, posted=posted):
        await chatting.prefers(quiet="00:00-23:59")
    async with chatting.carrying(chatting.courier("second")):
        await chatting.goes_by(3)
        assert len(chatting.asking()) == posted
        assert (await chatting.item(item)).rung == posted
        await chatting.takes(item, "Adyen")
        await chatting.goes_by(3)
    for each in chatting.asking():
        assert isinstance(each.said, AskCard)
        assert each.said.outcome.endswith(": Adyen")
