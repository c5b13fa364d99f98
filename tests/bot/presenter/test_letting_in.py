"""What strangers wrote, as the owner of a session reads it wherever items are shown."""

from dataclasses import replace
from typing import Any

import pytest

from bot.presenter import attending, deeds
from bot.presenter.cards import Act, Mark
from bot.presenter.inbox import inbox
from bot.presenter.item_cards import ask_card
from bot.presenter.items import headline, outcome
from bot.presenter.letting_in import text
from bot.presenter.messages import message
from bot.presenter.notices import notice
from bot.presenter.offering import offer
from bot.presenter.session_cards import status_card
from bot.presenter.todo import to_do
from bot.web.cards import Card, Viewer
from service.domain import held
from service.domain.deliveries import DeliveryKind
from service.domain.events import Attachment
from service.domain.held import Held
from service.domain.ids import BlobId, PersonId
from service.domain.items import DISMISS, LET_STEER, USE_THIS, Item, ItemKind, ItemState, Severity
from service.domain.persons import Person
from service.domain.receipts import Fate, Receipt
from service.domain.states import State
from service.queries.inbox import Entry, Inbox
from service.queries.standing import Standing
from service.usecases.held import CHOICES
from tests.bot.presenter.showing import ANN, BERLIN, NOW, delivery, item, session

BOB = PersonId("bob")
FILE = Attachment(BlobId("b"), "plan.pdf", "application/pdf", 9)


def wrote(*said: str, name: str = "Bob", away: int = 0, **more: Any) -> Item:
    """Return the item of what somebody wrote."""
    made = item(
        "",
        ItemKind.HELD,
        severity=Severity.INFORMATIVE,
        choices=CHOICES,
        facts=held.facts(BOB, name),
        **more,
    )
    return held.holding(made, [Held(each, each, NOW) for each in said], away)


def over(how: str, **more: Any) -> Item:
    return wrote(
        "Hi", state=ItemState.RESOLVED, answer=how, resolved_at=NOW, resolved_by=ANN, **more
    )


def test_its_headline_says_who_wrote_what() -> None:
    assert headline(wrote("Use staging"), session()) == "3 · Checkout: Bob wrote: “Use staging”"
    two = headline(wrote("One", "Two\nlines"), session())
    assert two == "3 · Checkout: Bob wrote 2 messages, the last one: “Two lines”"
    assert len(headline(wrote("word " * 500), session())) <= 120


def test_all_of_it_can_be_read_before_it_is_let_in() -> None:
    found = wrote("One *bold*\n# no heading", "<!channel> hi")
    assert text(found) == (
        "Bob wrote:\n\n> One \\*bold\\*\n> \\# no heading\n\n> \\<\u2060!channel\\> hi"
    )
    assert text(wrote("One", away=3)).endswith("3 more came after that and were not kept.")
    made = held.holding(wrote(), [Held("k", "", NOW, (FILE,))])
    assert text(made) == "Bob wrote:\n\n> (plan.pdf)"
    assert made.ask == "Bob wrote: “plan.pdf”"
    assert text(held.emptied(wrote("One"))) == "Bob wrote: “One”"


def test_its_card_offers_the_three_choices() -> None:
    card = ask_card(Entry(wrote("One"), session()), NOW, "UTC")
    assert [each.label for each in card.choices] == [USE_THIS, LET_STEER, DISMISS]
    assert card.other is None
    assert Act.DISMISS not in [each.act for each in card.more]
    assert "> One" in card.body
    assert to_do(wrote("One")) == (
        "“Use this” hands it to the agent, “Let them steer” lets Bob write there from now on as"
        " well."
    )


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (USE_THIS, "Taken by Ann on Slack at 14:00"),
        (LET_STEER, "Taken and Bob let in by Ann on Slack at 14:00"),
        (DISMISS, "Left out by Ann on Slack at 14:00"),
    ],
)
def test_its_outcome_says_what_became_of_it(how: str, told: str) -> None:
    assert outcome(over(how, resolved_from="slack"), "Ann", NOW, "Europe/Berlin") == told


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (USE_THIS, "Taken: what Bob wrote goes to the agent of session 3."),
        (LET_STEER, "Bob can now write in session 3, and what they wrote is taken."),
        (DISMISS, "Left out: the agent of session 3 does not read what Bob wrote."),
    ],
)
def test_who_decides_is_told_what_happens(how: str, told: str) -> None:
    assert deeds.answer_taken(session(), over(how), how) == told


def test_a_dismissal_is_worded() -> None:
    told = attending.dismissed(wrote("One"), session())
    assert told == "Dismissed. The agent of session 3 does not read it."


def test_it_is_counted_with_what_needs_somebody() -> None:
    pairs = [(wrote("One"), session()), (wrote("Two"), session(4))]
    words = notice(delivery(DeliveryKind.DIGEST, 2, count=2), pairs, BERLIN, NOW)
    assert words.title.startswith("2 held messages need you. Most urgent: 3 · Checkout: Bob wrote")
    asked = notice(delivery(), [(wrote("One"), session())], BERLIN, NOW + 3600)
    assert "Use this" in asked.body
    assert "Waiting for" not in asked.body  # No agent does.


def test_the_inbox_lists_it_with_its_answers() -> None:
    said = inbox(Inbox(NOW, [Entry(wrote("One"), session())]), "UTC")
    assert "`!answer 3 …`: Use this / Let them steer / Dismiss" in said


def test_a_session_at_work_stays_at_work() -> None:
    ann = Person(ANN, "Ann", False, None, NOW)
    for state, mark in ((State.RUNNING, Mark.WORKING), (State.WAITING, Mark.NEEDS_YOU)):
        made = replace(session(), state=state)
        card = status_card(Standing(NOW, made, ann, (), [wrote("One")], 1, 3), "UTC")
        assert (card.mark, len(card.asks)) == (mark, 1)


@pytest.mark.parametrize(
    ("fate", "seq", "told"),
    [
        (Fate.HELD, None, "Your message waits until its owner lets it in"),
        (Fate.CLOSED, None, "It was left out; the agent does not read it."),
        (Fate.CLOSED, 3, "A stop closed it"),
        (Fate.OFFERED, None, "You were asked what this is about."),
        (Fate.READ, 3, "The agent has read it."),
        (Fate.DELETED, None, "It was deleted before"),
    ],
)
def test_who_wrote_it_is_told_what_became_of_it(fate: Fate, seq: int | None, told: str) -> None:
    receipt = Receipt("k", session().number, seq, fate, NOW)
    assert told in message(receipt, session(), "")


def test_the_webs_card_shows_all_of_it() -> None:
    card = Card(wrote("One", "Two"), session(), Viewer(ANN, "UTC", ()), NOW)
    assert (card.title, card.may_dismiss, card.may_answer) == ("Held message", False, True)
    assert "> One" in card.text
    assert card.notes == [to_do(card.item)]
    assert not card.may_retry


def test_an_offers_buttons_fit_anywhere() -> None:
    buttons = offer("1727.1", [(item(), session(title="x" * 80))])
    assert [len(each.label) <= 75 for each in buttons] == [True, True]
