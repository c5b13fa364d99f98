"""An item that was handed on: what asks for it says so, and asks its new holder."""

from bot.presenter.cards import AskCard
from service.usecases.assign import assign
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import ANN, BOB

HANDED = "anded to Bob by Ann"


async def test_every_copy_says_to_whom_it_was_handed(chatting: Chatting) -> None:
    await chatting.prefers(ladder=("dm:0", "thread:60"))
    await chatting.prefers(BOB, ladder=("dm:0",))
    async with chatting.carrying(), chatting.showing():
        item = await chatting.asks_in(THREAD, "Stripe", "Adyen")
        await chatting.stirs()
        await chatting.leaps(61.0)
        await chatting.goes_by(3)
        before = chatting.asking()
        assert len(before) == 2
        await assign(chatting.ports, ANN, item.id, "Bob")
        await chatting.goes_by(15)
        # Whoever looks at an old copy may still answer, if they might before.
        for each in before:
            assert isinstance(each.said, AskCard)
            assert HANDED in each.said.context
            assert (len(each.edits), each.said.outcome) == (1, "")
            assert [choice.label for choice in each.said.choices] == ["Stripe", "Adyen"]
        (his,) = [each for each in chatting.asking() if each not in before]
        assert his.person == "UBOB"
        assert isinstance(his.said, AskCard)
        assert his.said.context == "Ann's session, handed to Bob by Ann, waiting 1 min"
        card = chatting.chat.card(1)
        assert card is not None
        assert HANDED in str(card.said)
        await chatting.takes(item, "Adyen", BOB)
        await chatting.goes_by(3)
    for each in chatting.asking():
        assert isinstance(each.said, AskCard)
        assert "Answered by Bob" in each.said.outcome
