"""A long session fits its window again, and what people decided stays word for word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.agent import compaction
from service.agent.context import estimate_tokens, render
from service.domain import events
from service.domain.events import Kind
from service.ports.model import ModelMessage
from tests.agent.telling import BOB, T1, Telling, ask, call
from tests.agent.test_any_history import check_roles

WINDOW = 4000


def compact(told: Telling, window: int = WINDOW, summary: str = "A summary.") -> list[ModelMessage]:
    """Do what a model step does, and forget what a holder forgets."""
    boundary = compaction.keep_from(told.history, window)
    assert boundary is not None
    text = compaction.fitted(summary, window)
    text += compaction.kept_verbatim(told.history, boundary, window)
    told.add(events.compaction(text, boundary))
    return render("system", told.history, T1)


def work(told: Telling, size: int, steps: int = 1) -> None:
    for _ in range(steps):
        made = call("a", path="x.md")
        told.replies("working", made)
        told.ended(made, "r" * size)


def text_of(messages: list[ModelMessage]) -> str:
    return "\n".join(each.text for each in messages)


def test_goal_decisions_and_breadcrumbs_survive_many_compactions() -> None:
    told = Telling()
    told.says("Compare the papers\n- by price\nand save a summary")
    decisions = []
    for round_ in range(6):
        question = ask("q")
        told.replies("", question)
        told.asked(question)
        told.answered(question, f"Take number {round_}")
        decisions.append(f"Ann decided: Take number {round_}")
        told.add(events.breadcrumb(f"next: part {round_}"))
        work(told, 3000, 4)
        messages = compact(told)
        check_roles(messages)
        text = text_of(messages)
        assert "- Goal: Compare the papers\n  - by price\n  and save a summary" in text
        assert all(text.count(line) == 1 for line in decisions)
        assert f"breadcrumb: next: part {round_}" in text
        assert estimate_tokens(messages) < WINDOW * compaction.THRESHOLD


def test_what_stands_word_for_word_is_bounded_and_the_goal_stays() -> None:
    told = Telling()
    told.says("The goal")
    for index in range(300):
        told.says(f"remark {index} " + "x" * 300)
        work(told, 10)
    text = text_of(compact(told))
    assert "Goal: The goal" in text
    assert "remark 299" in text
    assert "remark 0 " not in text
    assert estimate_tokens(render("system", told.history, T1)) < WINDOW


def test_what_no_model_has_read_is_kept_whole() -> None:
    told = Telling()
    told.says("Go")
    work(told, 100)
    read_upto = told.last
    unread = "please " + "y" * 1500
    told.says(unread, BOB)
    made = call("b")
    told.replies("", made, read_upto=read_upto)
    told.ended(made, "z" * 100)
    messages = compact(told)
    assert unread in text_of(messages)
    check_roles(messages)
    told.replies("", made)
    told.ended(made, "z" * 20_000)
    told.says("short")
    messages = compact(told)
    check_roles(messages)
    assert estimate_tokens(messages) < WINDOW


def test_an_unread_message_outlives_the_reply_it_came_in_during() -> None:
    told = Telling()
    told.says("Go")
    unread = "please " + "y" * 1500
    told.says(unread, BOB)
    made = call("b")
    told.replies("", made, read_upto=1)
    told.ended(made, "z" * 50_000)
    messages = compact(told)
    assert f"Not read yet: Bob wrote: {unread}" in text_of(messages)
    assert estimate_tokens(messages) < WINDOW


def test_what_somebody_said_can_be_taken_out_of_a_summary() -> None:
    told = Telling()
    told.says("Compare the papers")
    work(told, 100)
    told.says("Leave out\n- the one by Bob", BOB)
    work(told, 100)
    text = "Bob wrote: nothing." + compaction.kept_verbatim(told.history, 100, WINDOW)
    assert "the one by Bob" in text
    left = compaction.without(text, {"Bob"}, lambda entry: False)
    assert left == "Bob wrote: nothing.\nWord for word:\n- Goal: Compare the papers"
    assert compaction.without(left, (), lambda entry: "papers" in entry).endswith("word:\n")
    assert compaction.without("A summary.", {"Bob"}, lambda entry: True) == "A summary."


def test_what_others_said_stays_in_a_summary_whatever_it_repeats() -> None:
    told = Telling()
    told.says("Compare the papers")
    work(told, 100)
    told.says("Compare the papers of Ann first", BOB)
    text = "A summary." + compaction.kept_verbatim(told.history, 100, WINDOW)
    left = compaction.without(text, {"Ob", "Bo"}, lambda entry: True)
    assert left == (
        "A summary.\nWord for word:\n- Not read yet: Bob wrote: Compare the papers of Ann first"
    )


def test_messages_alone_cannot_be_dropped() -> None:
    told = Telling()
    told.says("x" * 100_000)
    assert compaction.keep_from(told.history, WINDOW) is None


def test_the_summary_replaces_only_what_is_in_the_context() -> None:
    told = Telling()
    told.says("Go")
    told.replies("early words", call("a"))
    told.ended(call("a"), "x" * 12_000)
    work(told, 3000, 4)
    compact(told)
    work(told, 3000, 4)
    boundary = compaction.keep_from(told.history, WINDOW)
    assert boundary is not None
    (request,) = compaction.summary_request(told.history, boundary)
    assert request.text.count("summary so far: A summary.") == 1
    assert "early words" not in request.text
    assert estimate_tokens([request]) < WINDOW


def test_a_plain_summary_goes_on_from_the_last_one() -> None:
    told = Telling()
    told.says("Go")
    work(told, 3000, 8)
    compact(told, summary="What a model wrote.")
    work(told, 3000, 60)
    boundary = compaction.keep_from(told.history, WINDOW)
    assert boundary is not None
    plain = compaction.plain_summary(told.history, boundary)
    assert plain.startswith("What a model wrote.")
    assert "Word for word" not in plain
    assert "agent: working work(" in plain


@pytest.mark.parametrize("tokens", [3000, 3001])
def test_the_threshold(tokens: int) -> None:
    assert compaction.too_long(tokens, WINDOW) is (tokens > 3000)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["message", "work", "unread", "ask", "compact"]),
            st.integers(1, 3000),
        ),
        max_size=40,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_session_fits_after_compaction(steps: list[tuple[str, int]]) -> None:
    told = Telling()
    told.says("Go")
    for what, size in steps:
        if what == "message":
            told.says("m" * (size // 10))
        elif what == "unread":
            upto = told.last
            told.says("u" * (size // 10))
            told.replies("", call("a"), read_upto=upto)
            told.ended(call("a"), "r" * size)
        elif what == "ask":
            told.replies("", ask("q"))
            told.answered(ask("q"), "d" * (size // 10))
        elif what == "work":
            work(told, size * 5)
        elif (
            told.history.of(Kind.ASSISTANT)
            and estimate_tokens(render("system", told.history, T1)) > WINDOW * compaction.THRESHOLD
        ):
            if compaction.keep_from(told.history, WINDOW) is None:
                continue
            before = told.history.of(Kind.MESSAGE)
            unread = [
                e
                for e in before
                if e.seq > told.history.of(Kind.ASSISTANT)[-1].payload["read_upto"]
            ]
            messages = compact(told)
            check_roles(messages)
            size_left = sum(len(e.payload["text"]) for e in unread)
            assert estimate_tokens(messages) < WINDOW + size_left
            told.replies("went on")
