"""What somebody typed into a form is shown to the others in the thread: once, without a sound."""

import pytest

from bot.presenter.cards import NoticeCard
from service.domain.deliveries import DeliveryKind
from service.domain.errors import Temporary
from service.domain.ids import SessionNumber
from service.usecases.redirect import redirect
from service.usecases.resume import retry
from service.usecases.stop import stop
from tests.fakes.chat import Message
from tests.usecases.chatting import PRIVATE, THREAD, Chatting
from tests.usecases.scene import ANN, BOB

ONE = SessionNumber(1)


def told(chatting: Chatting) -> list[Message]:
    return [each for each in chatting.chat.posts(THREAD) if isinstance(each.said, NoticeCard)]


async def bob_steers(chatting: Chatting) -> None:
    """Bob redirects Ann's session by a form, and lets it try again with a hint."""
    await chatting.writes("Build it")
    await chatting.store.run(lambda tx: tx.sessions.share(ONE, BOB))
    for _ in range(2):
        await redirect(chatting.ports, BOB, ONE, "Use Stripe.\n\nNot *Adyen*", "k", unseen=True)
    await stop(chatting.ports, BOB, ONE)
    await retry(chatting.ports, BOB, ONE, "", unseen=True)
    await stop(chatting.ports, BOB, ONE)
    await retry(chatting.ports, BOB, ONE, "The token is in .env", unseen=True)


async def test_the_thread_reads_who_said_what(chatting: Chatting) -> None:
    await bob_steers(chatting)
    async with chatting.carrying():
        await chatting.goes_by(2)
    redirected, retried = told(chatting)
    assert redirected.said == NoticeCard(
        "Bob redirected session 1:", quoted=("Use Stripe.", "", "Not *Adyen*")
    )
    assert retried.said == NoticeCard(
        "Bob had session 1 try again, with a hint:", quoted=("The token is in .env",)
    )
    assert [redirected.loud, retried.loud] == [False, False]


@pytest.mark.parametrize("uncertain", [True, False])
async def test_a_crash_shows_it_once(chatting: Chatting, uncertain: bool) -> None:
    await chatting.writes("Build it")
    await redirect(chatting.ports, ANN, ONE, "Use Stripe", "k", unseen=True)
    lost = Temporary("the connection broke", uncertain=uncertain)
    (chatting.chat.stumbles if uncertain else chatting.chat.fails)("post", lost)
    async with chatting.carrying():
        await chatting.goes_by(5)
    async with chatting.carrying(chatting.courier("another")):
        await chatting.goes_by(120)
    assert len(told(chatting)) == 1


async def test_what_the_thread_can_read_anyhow_is_not_said_again(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await redirect(chatting.ports, ANN, ONE, "Use Stripe", "k")
    await chatting.starts()
    await redirect(chatting.ports, ANN, SessionNumber(2), "Use Stripe", "k2", unseen=True)
    assert not await chatting.made(DeliveryKind.STEERED)


async def test_it_is_kept_in_direct_messages_as_well(chatting: Chatting) -> None:
    await chatting.writes("Build it", PRIVATE)
    await redirect(chatting.ports, ANN, ONE, "Use Stripe", "k", unseen=True)
    (made,) = await chatting.made(DeliveryKind.STEERED)
    assert (made.lane, made.loud) == (str(PRIVATE), False)


async def test_a_thread_that_is_gone_is_told_nothing(chatting: Chatting) -> None:
    await chatting.writes("Build it")
    await chatting.store.run(lambda tx: tx.cards.lose(ONE, "it was deleted"))
    await redirect(chatting.ports, ANN, ONE, "Use Stripe", "k", unseen=True)
    assert not await chatting.made(DeliveryKind.STEERED)
