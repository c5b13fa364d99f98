"""Every notification, word for word: whoever wakes up from it must know what to do."""

from typing import Any

import pytest

from bot.presenter.notices import Notice, notice
from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.items import GO_ON, STOP_HERE, Item, ItemKind, Reason
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from tests.bot.presenter.showing import ANN, BERLIN, NOW, delivery, item, session

CHOICES = ("Stripe", "Adyen")


def told(made: Delivery, *items: Item, now: float = NOW, chosen: Preferences = BERLIN) -> Notice:
    pairs: list[tuple[Item, Session]] = [(each, session(each.session)) for each in items]
    return notice(made, pairs, chosen, now)


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        (item(choices=CHOICES), "Answer Stripe or Adyen, or in your own words."),
        (item(), "Answer in your own words."),
        (
            item(choices=("A", "B", "C"), default="B"),
            "Answer A, B or C, or in your own words. The agent would take B.",
        ),
        (
            item(choices=CHOICES, default="Stripe", decide_at=NOW + 1800),
            "Going with Stripe at 14:30 unless you object.\n"
            "“Yes, now” takes it at once, “Object” keeps it open; or answer in your own words.",
        ),
        (
            item("It used $5.00. Go on?", ItemKind.BUDGET, choices=(GO_ON, STOP_HERE)),
            "It waits for you: Go on or Stop here.",
        ),
        (
            item("No such host", ItemKind.ALERT, reason=Reason.TURN_FAILED),
            "Nothing is lost. Retry, with a hint if you have one, or dismiss.",
        ),
        (
            item(
                "It stopped before it was done: “Now the tests.”",
                ItemKind.ALERT,
                reason=Reason.STOPPED_SHORT,
            ),
            "Retry, with a hint if you have one, or dismiss.",
        ),
        (
            item("disk full", ItemKind.ALERT, reason=Reason.CAPTURE_FAILED, choices=("Try again",)),
            "Its result is not saved yet: Try again.",
        ),
        (
            item("No worker in pool a", ItemKind.ALERT, reason=Reason.NO_WORKER),
            "It goes on by itself once a worker of that pool takes it. If none will, stop it and"
            " start it anew in another pool.",
        ),
        (
            item(
                "acme does not answer. Session 3 waits for it.",
                ItemKind.ALERT,
                reason=Reason.PROVIDER_DOWN,
                facts={"since": NOW - 60, "until": NOW + 120},
            ),
            "Since 13:59; asked again at 14:02.\n"
            "Nothing is lost: heddle asks again by itself, as soon as it can.",
        ),
        (
            item(
                "acme limits calls for a while. Session 3 waits for it.",
                ItemKind.ALERT,
                reason=Reason.RATE_LIMITED,
                facts={"since": NOW, "until": NOW + 600, "fallbacks": ["other/small"]},
            ),
            "Since 14:00; asked again at 14:10.\n"
            "Nothing is lost: heddle asks again by itself, or goes on with other/small, as soon as"
            " it can.",
        ),
        (
            item("Done", ItemKind.RESULT, facts={"seconds": 750.0, "files": 3, "cost_usd": 0.42}),
            "Took 12 min, 3 files saved, $0.42.",
        ),
        (
            item("Done", ItemKind.RESULT, facts={"seconds": 90.0, "files": 1, "cost_usd": 0.0}),
            "Took 2 min, 1 file saved.",
        ),
        (
            item(facts={"handed_by": "Bob"}),
            "Bob handed it to you.\nAnswer in your own words.",
        ),
        (
            item(facts={"objected": "Bob"}),
            "Bob objected to the default; it is still open.\nAnswer in your own words.",
        ),
    ],
)
def test_the_body_says_what_to_do(asked: Item, body: str) -> None:
    assert told(delivery(rung=0), asked).body == body


def test_a_question_that_waits_says_how_long() -> None:
    again = told(delivery(rung=2), item(choices=CHOICES), now=NOW + 600)
    assert again == Notice(
        "3 · Checkout: Stripe or Adyen?",
        "Answer Stripe or Adyen, or in your own words.\nWaiting for 10 min.",
    )


def test_a_question_too_long_for_the_title_is_in_the_body() -> None:
    ask = "Which of these two providers should the checkout use, given " + "that " * 30 + "?"
    said = told(delivery(), item(ask))
    assert len(said.title) == 120 or said.title.endswith("…")
    assert said.body.splitlines()[0] == " ".join(ask.split())


def test_a_colleague_is_told_why() -> None:
    facts: dict[str, Any] = {"for": "bob"}
    said = told(delivery(**facts), item())
    assert said.body.startswith("It is a colleague's, who has not answered; you may.\n")


def test_the_last_of_an_hour_says_that_it_is() -> None:
    said = told(delivery(last=NOW + 1260), item())
    assert said.body.splitlines()[-1] == (
        "That was a lot for one hour: until 14:21 only what is important still comes."
    )


def test_what_was_settled_meanwhile_says_so() -> None:
    assert told(delivery()) == Notice("This is settled.")


def many(questions: int, alerts: int = 0, results: int = 0) -> list[Item]:
    kinds = [
        *[ItemKind.QUESTION] * questions,
        *[ItemKind.ALERT] * alerts,
        *[ItemKind.RESULT] * results,
    ]
    return [item(f"Ask {n}?", kind, number=n) for n, kind in enumerate(kinds, 3)]


def test_a_digest_says_how_many_and_which_first() -> None:
    said = told(delivery(DeliveryKind.DIGEST, 12, count=12), *many(7, 5))
    assert said.title == (
        "12 things need you: 7 questions, 5 alerts. Most urgent: 3 · Checkout: Ask 3?"
    )
    assert said.body.splitlines()[:2] == ["3 · Checkout: Ask 3?", "4 · Checkout: Ask 4?"]
    assert said.body.splitlines()[-1] == "And 2 more in your inbox."
    assert len(said.body.splitlines()) == 11


def test_a_digest_of_a_storm_names_the_most_urgent() -> None:
    said = told(delivery(DeliveryKind.DIGEST, 30, count=3000), *many(30))
    assert said.title == "3,000 things need you. Most urgent: 3 · Checkout: Ask 3?"
    assert said.body.splitlines()[-1] == "And 2,990 more in your inbox."


def test_a_digest_counts_what_is_still_open() -> None:
    said = told(delivery(DeliveryKind.DIGEST, 12, count=12), *many(1, 3))
    assert said.title.startswith("4 things need you: 1 question, 3 alerts.")
    one = told(delivery(DeliveryKind.DIGEST, 12, count=12), *many(1))
    assert one.title == "1 question needs you. Most urgent: 3 · Checkout: Ask 3?"
    assert told(delivery(DeliveryKind.DIGEST, 12, count=12)) == Notice(
        "Nothing needs you any more."
    )


def test_results_need_nobody() -> None:
    only = told(delivery(DeliveryKind.DIGEST, 4, count=4), *many(0, 0, 4))
    assert only.title == "4 results are in. First: 3 · Checkout: done. Ask 3?"
    mixed = told(delivery(DeliveryKind.DIGEST, 5, count=5), *many(2, 0, 3))
    assert mixed.title.startswith("2 questions need you; 3 results. Most urgent: 3 · ")


def morning(named: int, count: int, spent: float) -> Delivery:
    facts = {"count": count, "since": NOW - 9 * 3600, "until": NOW, "spent_usd": spent}
    return delivery(DeliveryKind.SUMMARY, named, **facts)


def test_the_morning_summary_says_what_happened_and_what_it_cost() -> None:
    said = told(morning(6, 6, 4.2), *many(2, 1, 3))
    assert said.title == (
        "While it was quiet (22:00–07:00): 2 questions, 1 failure, 3 results, $4.20 spent."
    )
    assert [line.split(" · ")[0] for line in said.body.splitlines()] == list("345678")


def test_the_morning_summary_without_money_hours_or_anything_left() -> None:
    assert told(morning(2, 2, 0.0), *many(1)).title == (
        "While it was quiet (22:00–07:00): 1 question."
    )
    gone = told(morning(2, 2, 0.004), chosen=Preferences(ANN, zone="Europe/Berlin"))
    assert gone.title == (
        "While it was quiet (05:00–14:00): all is settled, less than $0.01 spent."
    )
    storm = told(morning(30, 800, 12.0), *many(30))
    assert storm.title == "While it was quiet (22:00–07:00): 800 things, $12.00 spent."


def test_a_failed_push_says_which_why_and_what_it_was_about() -> None:
    made = delivery(DeliveryKind.PUSH_FAILED, 1, label="ntfy on ntfy.sh", failure="No topic.")
    assert told(made, item()) == Notice(
        "A push to ntfy on ntfy.sh failed.",
        "No topic.\n3 · Checkout: Stripe or Adyen?\n"
        "`!phone test` tries it again, `!phone list` shows your phones.",
    )


def test_a_test_and_its_success() -> None:
    assert told(delivery(DeliveryKind.PHONE_TEST, 0, phone="p")) == Notice(
        "heddle reaches you here", "This is a test: nothing needs you."
    )
    works = delivery(DeliveryKind.PHONE_WORKS, 0, label="ntfy on ntfy.sh", seconds=3.6)
    assert told(works) == Notice("ntfy on ntfy.sh works: your tap took 4 s.")


def test_a_late_press_is_told_kindly() -> None:
    why = "Bob answered this at 12:02 UTC from web: Adyen"
    late = delivery(DeliveryKind.TOO_LATE, 0, session=3, title="Checkout", why=why)
    assert told(late) == Notice("3 · Checkout: too late", why)


def test_a_session_that_the_operator_stopped_is_told_with_the_reason() -> None:
    facts: dict[str, Any] = {"session": 3, "title": "Checkout"}
    stopped = delivery(DeliveryKind.STOPPED, 0, **facts, reason="It costs a dollar a minute.")
    assert told(stopped) == Notice(
        "3 · Checkout: stopped",
        "By heddle's operator: It costs a dollar a minute. What it made so far is kept. A message"
        " in its thread goes on with it.",
    )
    silent = delivery(DeliveryKind.STOPPED, 0, **facts, reason="")
    assert told(silent).body.startswith("By heddle's operator. What it made so far")


def test_a_provider_that_is_back_is_told_with_what_goes_on() -> None:
    facts: dict[str, Any] = {"provider": "acme", "since": NOW - 720, "until": NOW}
    down = delivery(
        DeliveryKind.BACK, 0, **facts, reason=Reason.PROVIDER_DOWN, sessions=[3, 4, 5, 6, 7, 8]
    )
    assert told(down) == Notice(
        "acme answers again.",
        "It was down for 12 min. Sessions 3, 4, 5, 6, 7 and 1 more go on by themselves.",
    )
    one = delivery(DeliveryKind.BACK, 0, **facts, reason=Reason.RATE_LIMITED, sessions=[3])
    assert told(one).body == "It limited calls for 12 min. Session 3 goes on by itself."


@pytest.mark.parametrize("kind", list(DeliveryKind))
def test_every_title_fits_a_locked_phone(kind: DeliveryKind) -> None:
    facts: dict[str, Any] = {"count": 9, "since": NOW - 1, "until": NOW, "spent_usd": 1e6}
    facts |= {"label": "L" * 300, "failure": "F" * 300, "seconds": 1e9, "phone": "p"}
    facts |= {"session": 9_000_000, "title": "T" * 80, "why": "W" * 300}
    facts |= {"name": "N" * 200, "order": "redirect", "text": "use Stripe", "via": "web"}
    facts |= {"note": False}
    facts |= {
        "excerpt": "E" * 300,
        "paths": ["P" * 300] * 9,
        "unread": ["U" * 300],
        "others": [1, 2],
        "provider": "P" * 300,
        "reason": Reason.PROVIDER_DOWN,
        "sessions": [9_000_000] * 30,
    }
    made = delivery(kind, 9, **facts)
    items = [item("y" * 900, n, number=9_000_000) for n in (*ItemKind, *ItemKind)]
    said = told(made, *items)
    assert len(said.title) <= 120
    assert "\n" not in said.title
