"""Headlines, deadlines and outcomes, as read at night on a locked phone."""

from typing import Any

import pytest

from bot.presenter.items import deadline, headline, outcome
from service.domain.items import BY_DEFAULT, Item, ItemKind, ItemState, Reason
from tests.bot.presenter.showing import NOW, item, session


def test_number_title_and_ask_come_first() -> None:
    assert headline(item(), session()) == "3 · Checkout: Stripe or Adyen?"
    broke = item("No such host", ItemKind.ALERT, reason=Reason.TURN_FAILED)
    assert headline(broke, session()) == "3 · Checkout: failed. No such host"
    done = item("Compared three papers", ItemKind.RESULT)
    assert headline(done, session()) == "3 · Checkout: done. Compared three papers"


@pytest.mark.parametrize("title", ["Checkout", "A very long title " * 5, "x" * 80, "日本語" * 26])
@pytest.mark.parametrize("ask", ["OK?", "Which of the two providers? " * 20, "y" * 500])
def test_a_headline_carries_all_three_in_120_characters(title: str, ask: str) -> None:
    said = headline(item(ask), session(1234567, title[:80]))
    assert len(said) <= 120
    assert said.startswith("1234567 · ")
    shown_title, _, shown_ask = said.removeprefix("1234567 · ").partition(": ")
    assert title.startswith(shown_title.rstrip("…").rstrip())
    assert len(shown_title) >= min(len(title.strip()), 20)
    assert len(shown_ask) >= min(len(ask.strip()), 60)
    assert ask.startswith(shown_ask.rstrip("…"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ping @everyone and <!channel>?", "Ping @\u2060everyone and <\u2060!channel>?"),
        ("Ask <@U123> in <#C1>", "Ask <\u2060@\u2060U123> in <\u2060#C1>"),
        ("two\nlines\r\n\tand\x00\x1b[31m more", "two lines and [31m more"),
        ("right \u202eto left\u202c and \u2066isolated\u2069", "right to left and isolated"),
        ("zero\u200bwidth\ufeff", "zero width"),
        ("नमस्ते क्\u200dष 👩\u200d💻", "नमस्ते क्\u200dष 👩\u200d💻"),
        ("half a pair \ud83d", "half a pair"),
    ],
)
def test_an_agents_text_can_neither_ping_nor_break_anything(text: str, shown: str) -> None:
    assert headline(item(text), session()) == f"3 · Checkout: {shown}"


def test_what_is_decided_by_itself_says_when_by_the_persons_clock() -> None:
    asked = item(default="Stripe", decide_at=NOW + 1800, reversible=True)
    assert deadline(asked, "Europe/Berlin") == "Going with Stripe at 14:30 unless you object"
    assert deadline(asked, "UTC") == "Going with Stripe at 12:30 UTC unless you object"
    later = item(default="Stripe", decide_at=NOW + 12 * 3600 + 1800)
    assert deadline(later, "Europe/Berlin") == "Going with Stripe at 02 Jul 02:30 unless you object"
    assert deadline(item(default="Stripe"), "UTC") == ""


def settled(how: str = "Stripe", kind: ItemKind = ItemKind.QUESTION, **more: Any) -> Item:
    given: dict[str, Any] = {
        "state": ItemState.RESOLVED,
        "resolved_at": NOW + 120,
        "resolved_from": "web",
    }
    return item(kind=kind, answer=how, **{**given, **more})


@pytest.mark.parametrize(
    ("over", "by", "told"),
    [
        (settled(), "Ann", "Answered by Ann on web at 14:02: Stripe"),
        (settled(resolved_from="phone"), "Ann", "Answered by Ann on phone at 14:02: Stripe"),
        (settled("Go on", ItemKind.BUDGET), "Ann", "Decided by Ann on web at 14:02: Go on"),
        (settled("Dismiss", ItemKind.ALERT), "Bob", "Settled by Bob on web at 14:02: Dismiss"),
        (settled("Seen", ItemKind.RESULT), "Ann", "Seen by Ann on web at 14:02"),
        (
            settled(resolved_from=BY_DEFAULT),
            "",
            "Nobody objected, so decided by default at 14:02: Stripe",
        ),
        (
            settled("the session was stopped", state=ItemState.WITHDRAWN),
            "",
            "No longer needed since 14:02: the session was stopped",
        ),
        (settled(resolved_from=""), "", "Answered by heddle at 14:02: Stripe"),
        (item(), "", ""),
    ],
)
def test_what_became_of_it_says_who_where_when_and_how(over: Item, by: str, told: str) -> None:
    assert outcome(over, by, NOW + 600, "Europe/Berlin") == told
