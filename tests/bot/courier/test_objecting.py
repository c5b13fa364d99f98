"""A default that somebody objected to: no copy of the question offers it any more."""

from typing import Any

from bot.presenter.cards import AskCard
from tests.usecases.chatting import THREAD, Chatting

ASKED: dict[str, Any] = {"default": "Stripe", "reversible": True, "decide_after_minutes": 30}


async def test_every_copy_of_a_question_shows_that_somebody_objected(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("dm:0", "thread:60"))
    async with chatting.carrying():
        item = await chatting.asks_in(THREAD, "Stripe", "Adyen", **ASKED)
        await chatting.stirs()
        await chatting.leaps(61.0)
        await chatting.goes_by(3)
        for each in chatting.asking():
            assert isinstance(each.said, AskCard)
            assert each.said.deadline
        await chatting.takes(item, "Object")
        await chatting.goes_by(3)
        for each in chatting.asking():
            assert isinstance(each.said, AskCard)
            assert (each.said.deadline, each.said.outcome) == ("", "")
            assert [choice.label for choice in each.said.choices] == ["Stripe", "Adyen"]
            assert len(each.edits) == 1
        await chatting.takes(item, "Adyen")
        await chatting.goes_by(3)
    assert len(chatting.asking()) == 2
    for each in chatting.asking():
        assert isinstance(each.said, AskCard)
        assert each.said.outcome.endswith(": Adyen")
        assert len(each.edits) == 2


async def test_a_question_objected_to_while_it_is_posted_shows_that_as_well(
    chatting: Chatting,
) -> None:
    item = await chatting.asks_in(THREAD, "Stripe", "Adyen", **ASKED)

    async def objects() -> None:
        chatting.clock.advance(0.1)
        await chatting.takes(item, "Object")

    chatting.chat.fails("post", objects)
    async with chatting.carrying():
        await chatting.goes_by(1)
    (asking,) = chatting.asking()
    assert isinstance(asking.said, AskCard)
    assert (asking.said.deadline, asking.said.outcome) == ("", "")
