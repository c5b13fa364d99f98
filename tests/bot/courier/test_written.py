"""What is written on a page to a session of a chat thread is read in that thread: once, quietly."""

from typing import Any

import pytest

from bot.presenter.cards import NoticeCard
from service.domain.deliveries import DeliveryKind
from service.domain.errors import Temporary
from service.domain.ids import PersonId, SessionNumber
from service.usecases.edit import delete
from service.usecases.note import note
from service.usecases.receive import Arrival, Received, receive
from service.usecases.upload import upload
from tests.fakes.chat import Message
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import ANN, BOB, prose

ONE = SessionNumber(1)


def told(chatting: Chatting) -> list[Message]:
    return [each for each in chatting.chat.posts(THREAD) if isinstance(each.said, NoticeCard)]


async def on_the_page(
    chatting: Chatting, text: str, key: str = "w1", person: PersonId = ANN, **more: Any
) -> Received:
    return await receive(chatting.ports, Arrival(key, THREAD, person, text, "web", **more))


async def test_the_thread_reads_who_wrote_what(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await chatting.store.run(lambda tx: tx.sessions.share(ONE, BOB))
    for _ in range(2):
        await on_the_page(chatting, "Use Stripe.\n\nNot <!channel>", person=BOB)
    await note(chatting.ports, ANN, ONE, "Until Friday", unseen_via="web")
    async with chatting.carrying():
        await chatting.goes_by(2)
    wrote, noted = told(chatting)
    assert wrote.said == NoticeCard("Bob on web:", quoted=("Use Stripe.", "", "Not <!channel>"))
    assert noted.said == NoticeCard(
        "Ann left session 1 a note, for its next turn:", quoted=("Until Friday",)
    )
    assert [wrote.loud, noted.loud] == [False, False]


async def test_an_answer_and_its_files_are_read_there_too(chatting: Chatting) -> None:
    await chatting.asks_in(THREAD)
    plan = await upload(chatting.ports, ANN, "plan.md", "text/markdown", b"# Plan")
    await on_the_page(chatting, "Stripe", attachments=(plan,))
    async with chatting.carrying():
        await chatting.goes_by(2)
    (wrote,) = told(chatting)
    assert wrote.said == NoticeCard("Ann on web:", quoted=("Stripe", "Attached: plan.md"))


async def test_it_stands_before_what_the_agent_says_to_it(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    chatting.script(prose("Built."), prose("With Stripe."))
    await chatting.works()
    await on_the_page(chatting, "Use Stripe")
    await chatting.works()
    async with chatting.carrying():
        await chatting.goes_by(2)
    kinds = [type(each.said).__name__ for each in chatting.chat.posts(THREAD)]
    assert kinds.index("NoticeCard") < len(kinds) - 1 - kinds[::-1].index("Answered")


async def test_what_is_deleted_before_it_goes_out_stays_unsaid(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await on_the_page(chatting, "The password is 1234")
    await delete(chatting.ports, ANN, "w1")
    async with chatting.carrying():
        await chatting.goes_by(2)
    assert told(chatting) == []
    (made,) = await chatting.made(DeliveryKind.WRITTEN)
    assert "1234" not in str(made)


async def test_what_stands_in_the_thread_is_not_said_again(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await chatting.writes("Use Stripe")
    await note(chatting.ports, ANN, ONE, "Until Friday")
    await chatting.starts()
    await note(chatting.ports, ANN, SessionNumber(2), "Until Friday", unseen_via="slack")
    assert not await chatting.made(DeliveryKind.WRITTEN)


@pytest.mark.parametrize("uncertain", [True, False])
async def test_a_crash_shows_it_once(chatting: Chatting, uncertain: bool) -> None:
    await chatting.writes("Build it")
    await on_the_page(chatting, "Use Stripe")
    lost = Temporary("the connection broke", uncertain=uncertain)
    (chatting.chat.stumbles if uncertain else chatting.chat.fails)("post", lost)
    async with chatting.carrying():
        await chatting.goes_by(5)
    async with chatting.carrying(chatting.courier("another")):
        await chatting.goes_by(120)
    assert len(told(chatting)) == 1
