"""The card of an agent that seems off its course, and what a session's watch has cost."""

from typing import Any

import pytest

from bot.presenter.cards import Act
from bot.presenter.item_cards import ask_card
from bot.presenter.items import headline
from bot.presenter.spending import cost, for_the_watch, used
from bot.presenter.todo import to_do
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import ON_TRACK, REDIRECT, STOP, Item, ItemKind, Reason
from service.queries.inbox import Entry
from tests.bot.slack.rendering import scenes

EVIDENCE = (
    "Asked for “Fix the rounding”; since step 41 it restyles the login page:"
    " “edit_file path=login.css”."
)
HINT = "Leave the login page alone and fix the rounding."
ITEM = Item(
    ItemId("i"),
    SessionNumber(4),
    PersonId("ann"),
    ItemKind.ALERT,
    EVIDENCE,
    1.0,
    reason=Reason.DRIFT,
    choices=(REDIRECT, STOP, ON_TRACK),
    facts={"hint": HINT},
)
SESSION = scenes.session(4, "Nightly report")


def test_it_says_what_was_asked_for_what_it_does_and_what_can_be_done() -> None:
    card = ask_card(Entry(ITEM, SESSION, "", ""), 30.0, "UTC")
    assert card.body.splitlines() == [f"Seems off course: {EVIDENCE}", f"The hint: {HINT}"]
    assert [each.label for each in card.choices] == [REDIRECT, STOP, ON_TRACK]
    assert card.other is not None
    assert (card.other.label, card.other.act) == ("Another hint…", Act.REDIRECT)
    told = headline(ITEM, SESSION)
    assert told.startswith("4 · Nightly report: seems off course. Asked for “Fix the rounding”;")
    assert len(told) <= 120
    assert to_do(ITEM) == ("It still works on: Redirect with the hint, Stop or It is on track.")


@pytest.mark.parametrize(
    ("facts", "part", "card"),
    [
        ({}, "", "$0.42"),
        ({"watch_usd": 0.004}, "of this $0.0040 for the watch", "$0.42"),
        ({"watch_usd": 0.02}, "of this $0.0200 for the watch", "$0.42, $0.02 of it for the watch"),
        ({"watch_tokens": 1_200}, "of this 1,200 tokens for the watch", "$0.42"),
    ],
)
def test_what_the_watch_used_is_shown_beside_the_whole(
    facts: dict[str, Any], part: str, card: str
) -> None:
    session = scenes.session(4, "Nightly report", **facts)
    assert for_the_watch(session) == part
    assert cost(session) == card
    whole = "14 steps, 48,000 tokens, $0.4200"
    assert used(session) == (f"{whole}, {part}" if part else whole)
