"""The card of a check-in, and what is said about how often there is one."""

from typing import Any

from bot.presenter import checking_in
from bot.presenter.cards import Act
from bot.presenter.inbox import inbox
from bot.presenter.item_cards import ask_card
from bot.presenter.items import headline, outcome
from bot.presenter.notices import notice
from service.domain.checkins import Pace
from service.domain.items import ALL_WELL, NO_MORE, STOP, Item, ItemKind, ItemState
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.queries.inbox import Entry, Inbox
from tests.bot.presenter.showing import ANN, NOW, delivery, item
from tests.bot.slack.rendering import scenes

WELL = (
    "check-in after 15 min: wrote pay.py, test_pay.py; ran tests 3 times, the last one passed."
    " Next: wire Stripe. On track."
)
DOUBTFUL = "check-in after 15 min: nothing new since step 41, 9 min ago."
CHOICES = (ALL_WELL, STOP, NO_MORE)


def checked(ask: str = WELL, *doubts: str, **more: Any) -> Item:
    facts = {"every": 900.0, "doubts": list(doubts), "by_hand": False}
    more = {"number": 5, "choices": CHOICES, "severity": 0, "facts": facts, **more}
    return item(ask, ItemKind.CHECK_IN, **more)


def paced(**more: Any) -> Session:
    session = scenes.session(5, "Checkout")
    for name, value in more.items():
        object.__setattr__(session, name, value)
    return session


def test_it_reads_like_a_sentence_about_the_session() -> None:
    said = headline(checked(DOUBTFUL, "x"), paced())
    assert said == f"5 · Checkout · {DOUBTFUL}"
    assert headline(checked(), paced()).startswith(
        "5 · Checkout · check-in after 15 min: wrote pay.py, test_pay.py; ran tests 3 times"
    )


def test_its_ways_out_are_buttons_and_one_is_a_form() -> None:
    card = ask_card(Entry(checked(), paced()), NOW + 300, "UTC")
    assert [each.label for each in card.choices] == list(CHOICES)
    assert card.other is not None
    assert (card.other.label, card.other.act, card.other.session) == ("Redirect…", Act.REDIRECT, 5)
    assert [each.act for each in card.more] == [*[Act.SNOOZE] * 3, Act.DISMISS]
    assert (card.body, card.context) == (WELL, "5 min ago")


def test_what_became_of_it_is_said() -> None:
    over = checked(
        state=ItemState.RESOLVED, answer=ALL_WELL, resolved_at=NOW, resolved_from="slack"
    )
    said = outcome(over, "Ann", NOW, "UTC")
    assert said.startswith("Looked at by Ann on Slack at ")
    assert said.endswith(f": {ALL_WELL}")


def test_a_notification_says_what_to_do() -> None:
    pairs = [(checked(DOUBTFUL, "x"), paced())]
    worded = notice(delivery(), pairs, Preferences(ANN), NOW + 300)
    assert worded.title == f"5 · Checkout · {DOUBTFUL}"
    assert worded.body == (
        "It still works on: look at it, `!redirect 5 <text>`, or “Stop”. “On track” if all is"
        " well; next one in 15 min."
    )


def test_the_inbox_shows_who_is_on_track_last_and_asks_nothing() -> None:
    entry = Entry(checked(), paced())
    said = inbox(Inbox(NOW, on_track=[entry]), "UTC")
    assert said.startswith("Nothing needs you now.\n\nOn track:\n\n- 5 · Checkout · check-in after")


def test_a_choice_says_what_follows_from_it() -> None:
    assert checking_in.chosen(paced(task="frontend", check_every=900.0)) == (
        "Session 5 (frontend) is checked in on every 15 min of work. The inbox shows how it gets"
        " on; you are told when it looks doubtful."
    )
    assert checking_in.chosen(paced(check_every=600.0, check_by_hand=True)) == (
        "Session 5 is checked in on every 10 min of work. The inbox shows how it gets on; you are"
        " told each time."
    )
    assert checking_in.chosen(paced()) == "Session 5 is not checked in on any more."
    assert checking_in.shown(paced(), Pace({"fix": 600.0})) == (
        "Session 5 has no check-ins. `!checkin 5 10m` changes that, `!checkin 5 off` ends it."
        " Or a type of task: fix (10m)."
    )


def test_an_answer_on_the_card_says_when_the_next_one_comes() -> None:
    answered = checked(answer=ALL_WELL)
    assert checking_in.looked_at(paced(check_every=1350.0), answered) == (
        "Noted. The next check-in on session 5 is in 22 min."
    )
    assert "not checked in on" in checking_in.looked_at(paced(), checked(answer=NO_MORE))
    stopped = checking_in.looked_at(paced(check_every=60.0), checked(answer=STOP))
    assert stopped.startswith("Session 5 is stopped.")
