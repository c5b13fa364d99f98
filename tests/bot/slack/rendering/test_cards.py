"""Cards: what a person reads and may press, in payloads that Slack takes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.presenter.cards import Act, NoticeCard, answer_text
from bot.presenter.item_cards import ask_card, result_card
from bot.presenter.session_cards import home_card, status_card
from bot.slack.rendering import ask, card, digest, home, modals, result
from bot.slack.rendering.blocks import Message, section
from service.domain.captures import CapturedFile
from service.domain.errors import Refused
from service.domain.ids import ItemId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.rooms import Room, RoomKey
from service.domain.states import State
from service.queries.board import Board, Row
from service.queries.inbox import Entry, Inbox
from service.queries.standing import Standing
from tests.bot.slack.rendering import scenes
from tests.bot.slack.rendering.checking import buttons, check_message, check_view, objects
from tests.servers.slack import schemas

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("*_~`<>&|@!#:\n\u202e\u05d0\u0627👩\u200d👧😀\ud83d"),
    ),
    max_size=40,
) | st.sampled_from(
    ["<!channel> <@U1> <#C1> @here <!subteam^S1>", "x" * 2_000, "&" * 2_000, "😀" * 2_000, ""]
)


def shown(blocks: object) -> str:
    """Return all that is read of blocks."""
    return "\n".join(
        each["text"]
        for each in objects(blocks)
        if each.get("type") in ("mrkdwn", "plain_text", "text")
    )


@pytest.mark.parametrize("name", ["working", "queued", "held-up", "needs-you", "done"])
def test_each_state_has_a_card_that_slack_takes(name: str) -> None:
    message = card.message(scenes.status_cards()[name])
    check_message(message)
    assert "Details" in buttons(message.blocks)


def test_the_check_of_cards_knows_slacks_types() -> None:
    """Skipped where they are missing: then these tests hold cards to Slack's limits only."""
    schemas.needed()
    with pytest.raises(AssertionError, match="colour"):
        check_message(Message("x", [{**section("x"), "colour": "red"}]))


def test_a_card_says_where_the_session_stands() -> None:
    cards = {name: shown(card.message(each).blocks) for name, each in scenes.status_cards().items()}
    assert "*<https://shop.slack.com/" in cards["working"]
    assert "4 · Speed up the product search" in cards["working"]
    assert "Working · 12 min · slot 2 of 3" in cards["working"]
    assert "*Now* run_command: pytest -q tests/cart" in cards["working"]
    assert "claude-sonnet · 14 steps · $0.42 · Ann with Bob" in cards["working"]
    assert "position 2 of 4" in cards["queued"]
    assert "The limit of anthropic is reached. Goes on at <!date^" in cards["held-up"]
    assert "Stripe or Adyen?" in cards["needs-you"]


def test_a_cards_buttons_are_command_lines_and_forms() -> None:
    found = buttons(card.message(scenes.status_cards()["working"]).blocks)
    assert {label: (each.act, each.text, each.session) for label, each in found.items()} == {
        "Redirect…": (Act.REDIRECT, "", 4),
        "Park": (Act.COMMAND, "park 4", 4),
        "Stop": (Act.COMMAND, "stop 4", 4),
        "Details": (Act.COMMAND, "status 4", 4),
    }


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (State.RUNNING, {"Redirect…", "Park", "Stop", "Details"}),
        (State.WAITING, {"Redirect…", "Park", "Stop", "Details"}),
        (State.QUEUED, {"Move up", "Park", "Stop", "Details"}),
        (State.PARKED, {"Resume", "Stop", "Details"}),
        (State.DONE, {"Retry…", "Details"}),
        (State.FAILED, {"Resume", "Retry…", "Details"}),
        (State.STOPPED, {"Resume", "Retry…", "Details"}),
    ],
)
def test_only_what_can_be_done_has_a_button(state: State, labels: set[str]) -> None:
    found = status_card(scenes.standing(scenes.session(3, "Checkout", state)), scenes.ZONE)
    message = card.message(found)
    check_message(message)
    assert buttons(message.blocks).keys() == labels


def test_in_a_room_with_others_neither_step_nor_breadcrumb_is_shown() -> None:
    found = scenes.session(3, "Checkout", breadcrumb="Read /etc/shop/keys")
    quiet = status_card(scenes.standing(found), scenes.ZONE, doing="cat /x", verbose=False)
    assert "/" not in shown(card.message(quiet).blocks).replace("<!date", "")


@pytest.mark.parametrize("name", scenes.ask_cards())
def test_each_ask_is_taken_by_slack(name: str) -> None:
    check_message(ask.message(scenes.ask_cards()[name], reply="or reply in this thread"))


def test_a_notification_begins_with_number_title_and_ask() -> None:
    assert ask.message(scenes.ask_cards()["question"]).text == "3 · Checkout: Stripe or Adyen?"


def test_up_to_five_choices_are_buttons_and_carry_their_place() -> None:
    found = buttons(ask.message(scenes.ask_cards()["question"]).blocks)
    assert [found[label].choice for label in ("Stripe", "Adyen", "Both, behind a switch")] == [
        0,
        1,
        2,
    ]
    assert found["Other…"].act is Act.OTHER
    assert found["Snooze 1 hour"].text == "1h"
    assert found["Let the agent decide"].act is Act.DISMISS


def test_more_choices_are_a_menu() -> None:
    blocks = ask.message(scenes.ask_cards()["many"]).blocks
    [menu] = [each for each in objects(list(blocks)) if each.get("type") == "static_select"]
    assert [each["text"]["text"] for each in menu["options"]] == list(scenes.MANY.choices)
    values = [buttons(blocks)[label] for label in scenes.MANY.choices]
    assert [answer_text(scenes.MANY, each.act, each.choice) for each in values] == list(
        scenes.MANY.choices
    )


def test_long_choices_are_written_out_above_numbered_buttons() -> None:
    blocks = ask.message(scenes.ask_cards()["long"]).blocks
    assert f"*1.* {scenes.LONG_CHOICES.choices[0]}" in shown(blocks)
    assert buttons(blocks)["3. Stop here"].choice == 2


def test_a_default_can_be_taken_at_once_or_objected_to() -> None:
    blocks = ask.message(scenes.ask_cards()["deadline"]).blocks
    found = buttons(blocks)
    assert (found["Yes, now"].act, found["Object"].act) == (Act.YES_NOW, Act.OBJECT)
    assert "Going with Stripe at 10:30 unless you object" in shown(blocks)


def test_what_is_over_says_how_and_has_no_buttons() -> None:
    blocks = ask.message(scenes.ask_cards()["answered"]).blocks
    assert not buttons(blocks)
    assert "Answered by Bob on Slack at 10:01: Stripe" in shown(blocks)


def test_a_choice_that_is_gone_is_refused() -> None:
    assert answer_text(scenes.WHICH, Act.CHOOSE, 1) == "Adyen"
    assert answer_text(scenes.DEADLINE, Act.OBJECT) == "Object"
    for choice in (3, -1, None):
        with pytest.raises(Refused, match="!answer 3"):
            answer_text(scenes.WHICH, Act.CHOOSE, choice)


def test_a_result_shows_its_beginning_its_files_and_its_cost() -> None:
    message = result.message(scenes.result())
    check_message(message)
    said = shown(message.blocks)
    assert "*340 products*" in said
    assert "`prices.csv` 48 kB" in said
    assert "and 2 more" in said
    assert "Took 12 min, 7 files saved, $0.83." in said
    assert buttons(message.blocks)["Seen"].act is Act.DISMISS


def test_the_summary_of_a_night_can_be_answered() -> None:
    message = digest.message(scenes.summary())
    check_message(message)
    assert {"Stripe", "Adyen", "Retry", "Seen"} <= buttons(message.blocks).keys()
    assert "And 2 more" in shown(message.blocks)


def test_news_about_a_phone_are_lines() -> None:
    message = digest.message(NoticeCard("A push to ntfy failed.", ("Gone.", "3 · Checkout: A?")))
    check_message(message)
    assert "3 · Checkout: A?" in shown(message.blocks)


def test_what_somebody_wrote_is_quoted_line_by_line() -> None:
    card = NoticeCard(
        "Bob redirected session 3:", quoted=("Use *Stripe* <!here>", "", "> not Adyen")
    )
    message = digest.message(card)
    check_message(message)
    _harmless(message.blocks)
    *_, quote = message.blocks
    assert [line[0] for line in quote["text"]["text"].split("\n")] == [">", ">", ">"]
    long = digest.message(NoticeCard("Bob redirected session 3:", quoted=("word " * 900,) * 30))
    check_message(long)
    assert long.blocks[-1]["text"]["text"].endswith(("…", ">…"))


def test_the_home_shows_everything_and_can_be_answered() -> None:
    view = home.view(scenes.home())
    check_view(view)
    said = shown(view["blocks"])
    groups = ("Needs you: 2", "Results", "On track", "Running", "Queued", "Recent", "Settings")
    for part in groups:
        assert part in said
    found = buttons(view["blocks"])
    assert found["Move up"].text == "queue up 10"
    assert found["2"].text == "cap 2"
    assert {"Go on", "Object", "New session…", "Change…", "Seen", "On track"} <= found.keys()
    assert "7 files saved, version 2" in said
    assert "Working, likely next: nudged twice, redirected once" in said


def test_an_empty_home_says_so() -> None:
    calm = home_card(Inbox(scenes.NOW), Board(scenes.NOW, 0, 3), scenes.home().settings, {}, {})
    view = home.view(calm)
    check_view(view)
    assert "Nothing needs you now." in shown(view["blocks"])


FORMS = {
    "start": lambda: modals.start(
        ("a", "b"),
        "b",
        tasks=[f"t{each}" for each in range(200)],
        place="C1:1.2",
        prompt="x" * 5_000,
    ),
    "redirect": lambda: modals.redirect(SessionNumber(3), "T" * 2_000),
    "retry": lambda: modals.retry(SessionNumber(3), "<!here>", hint="x" * 5_000),
    "other": lambda: modals.other(scenes.ask_cards()["many"]),
    "snooze": lambda: modals.snooze(scenes.ask_cards()["many"]),
    "assign": lambda: modals.assign(scenes.ask_cards()["question"]),
    "settings": lambda: modals.settings(scenes.home().settings),
    "room": lambda: modals.room(Room(RoomKey("slack", "T1", "C1"), "#shop", "b"), ("a", "b"), "C1"),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_taken_by_slack(name: str) -> None:
    check_view(FORMS[name]())


@pytest.mark.parametrize("make", [modals.retry, modals.redirect])
def test_a_hint_stands_in_the_form_already(make: Callable[..., Any]) -> None:
    form = make(SessionNumber(3), "Nightly report", "C1", "Do not read it again.")
    [asked] = [each["element"] for each in form["blocks"] if each["type"] == "input"]
    assert asked["initial_value"] == "Do not read it again."


def test_what_was_typed_into_a_form_is_read_by_field() -> None:
    state = {
        "text": {"text": {"type": "plain_text_input", "value": " Fix it "}},
        "model": {"model": {"type": "static_select", "selected_option": {"value": "fast"}}},
        "title": {"title": {"type": "plain_text_input", "value": None}},
        "colleague": {"colleague": {"type": "users_select", "selected_user": "U1"}},
        "files": {"files": {"type": "file_input", "files": [{"id": "F1"}, {"id": "F2"}]}},
        "budget": {"budget": {"type": "number_input", "value": "2.5"}},
    }
    assert modals.submitted(state) == {
        modals.Field.TEXT: ["Fix it"],
        modals.Field.MODEL: ["fast"],
        modals.Field.TITLE: [],
        modals.Field.COLLEAGUE: ["U1"],
        modals.Field.FILES: ["F1", "F2"],
        modals.Field.BUDGET: ["2.5"],
    }


def _harmless(blocks: object) -> None:
    for each in objects(blocks):
        if each.get("type") == "mrkdwn":
            rest = each["text"].replace("<!date^", "")
            assert "<!" not in rest
            assert "<@" not in rest
            assert "<#" not in rest
            assert each["verbatim"]


@settings(deadline=None, max_examples=60)
@given(
    NASTY,
    NASTY,
    st.lists(NASTY, max_size=25),
    st.sampled_from([ItemKind.QUESTION, ItemKind.ALERT, ItemKind.BUDGET]),
    NASTY,
)
def test_any_ask_is_taken_and_mentions_nobody(
    title: str, said: str, choices: list[str], kind: ItemKind, name: str
) -> None:
    item = scenes.item(kind, said, choices=tuple(choices), default=name)
    found = scenes.session(3, title, State.WAITING, breadcrumb=said)
    asked = ask_card(Entry(item, found, name), scenes.NOW, scenes.ZONE)
    check_message(ask.message(asked))
    check_view(modals.other(asked))
    owner = Person(scenes.ANN.id, name, True, None, 0.0)
    whole = status_card(scenes.standing(found, item, owner=owner), scenes.ZONE, doing=said)
    message = card.message(whole)
    check_message(message)
    _harmless(list(ask.message(asked).blocks))
    _harmless(list(message.blocks))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 40), NASTY, st.integers(0, 30))
def test_any_amount_fits(count: int, said: str, files: int) -> None:
    items = [
        replace(
            scenes.item(ItemKind.QUESTION, said, choices=tuple(f"{each}" for each in range(25))),
            id=ItemId(f"{place:022}"),
        )
        for place in range(count)
    ]
    check_message(card.message(status_card(_standing(items), scenes.ZONE)))
    entries = [Entry(each, scenes.session(3, said)) for each in items]
    many = replace(
        scenes.CAPTURED, files=[CapturedFile(f"{said}{each}", 1, "0") for each in range(files)]
    )
    done = scenes.session(8, said, State.DONE)
    news = result_card(scenes.RESULT, done, many, said, link=scenes.LINK)
    check_message(result.message(news))
    rows = [Row(scenes.session(each + 1, said, breadcrumb=said)) for each in range(count)]
    board = Board(scenes.NOW, 3, 3, (), rows, rows, rows)
    full = home_card(
        Inbox(scenes.NOW, entries, [Entry(scenes.RESULT, done)] * count),
        board,
        scenes.home().settings,
        {SessionNumber(8): many},
        {},
    )
    view = home.view(full)
    check_view(view)
    _harmless(view["blocks"])
    notice = NoticeCard(f"5 things. {said}", (said,) * 30, full.asks[:8], full.results[:8], count)
    check_message(digest.message(notice))
    quote = digest.message(NoticeCard("Bob redirected it:", quoted=(said,) * count))
    check_message(quote)
    _harmless(quote.blocks)


def _standing(items: list[Item]) -> Standing:
    return scenes.standing(scenes.session(3, "x" * 2_000, State.WAITING), *items)
