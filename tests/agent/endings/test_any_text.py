"""Whatever a model writes, the rules have a verdict; what is not said to a person asks nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.agent.endings.rules import classify
from service.domain.endings import Ending, Verdict

ANY = st.text(st.characters(), max_size=400)
PIECES = st.sampled_from(
    [
        "Which one should I take?",
        "Shall I go on?",
        "Done.",
        "Now I'll run the tests:",
        "```python\n",
        "```\n",
        "> quoted\n",
        "- an item\n",
        "| a | b |\n",
        "# A heading\n",
        "1. one\n",
        "\n\n",
        '"Is it so?" ',
        "`code` ",
        "Soll ich?",
        "どちらですか?",
        "أيهما؟",
        "\ud83d",
        "\x00",
        "…",
    ],
)
TEXTS = st.one_of(ANY, st.lists(PIECES, max_size=25).map("".join))


def judge(text: str, goal: str = "Do the thing", *tools: str) -> Verdict:
    return classify(text, goal, tools)


@given(TEXTS, ANY, st.lists(ANY, max_size=3))
@settings(max_examples=300, deadline=None)
def test_every_text_has_a_verdict_that_fits_a_card(text: str, goal: str, tools: list[str]) -> None:
    verdict = classify(text, goal, tools)
    assert 0.0 <= verdict.confidence <= 1.0
    assert len(verdict.ask) <= 300
    assert len(verdict.choices) in (0, 2, 3, 4, 5)
    assert all(0 < len(each) <= 60 for each in verdict.choices)
    assert verdict == classify(text, goal, tools)
    if verdict.ending is not Ending.ASKS:
        assert (verdict.ask, verdict.choices) == ("", ())


@given(TEXTS, st.sampled_from(["", " ", "\n", "\n\n  ", "\t\r\n"]))
@settings(max_examples=200, deadline=None)
def test_white_space_at_the_end_changes_nothing(text: str, space: str) -> None:
    assert judge(text.rstrip()) == judge(text.rstrip() + space)


QUESTION = "Which account should I use, and shall I go on? Please tell me before I start."


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{QUESTION}\n```",
        f"> {QUESTION}",
        f'"{QUESTION}"',
        f"「{QUESTION}」",
        f"| Question |\n|---|\n| {QUESTION} |",
        f"Subject: Two questions\n\nDear Ms Ray,\n\n{QUESTION}\n\nKind regards,\nJo",
    ],
)
def test_what_is_quoted_code_or_a_draft_alone_never_asks(text: str) -> None:
    assert judge(text).ending is not Ending.ASKS
    assert judge(QUESTION).ending is Ending.ASKS


@pytest.mark.parametrize(
    "text",
    ["", "   \n", "...", "```python\nprint(1", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3"],
)
def test_nothing_said_and_what_is_cut_off_stopped_short(text: str) -> None:
    assert judge(text, "Write it").ending is Ending.STOPPED_SHORT


HUGE = {
    "prose": "I checked the file and it is fine. Would you like me to go on? " * 3200,
    "quotes": '"' * 200_000,
    "marks": "*_`[(" * 40_000,
    "one word": "a" * 200_000,
    "lines": "\n" * 200_000,
    "items": "- a\n" * 50_000,
    "questions": "? " * 100_000,
    "spaces": "a" + " " * 200_000 + "b",
}


@pytest.mark.alone
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_text_takes_no_longer_than_a_long_one(name: str) -> None:
    began = time.process_time()
    judge(HUGE[name])
    assert time.process_time() - began < 0.25


def test_a_question_is_found_at_the_end_of_a_huge_text() -> None:
    filler = "The log of the run follows in full. " * 6000
    assert judge(f"{filler}\n\n{QUESTION}").ask.startswith("Which account")


@pytest.mark.alone
def test_a_long_report_is_judged_in_a_few_milliseconds() -> None:
    report = "I checked the file and it is fine. Nothing else was changed in the module.\n" * 65
    judge(report)
    took = []
    for _ in range(20):
        began = time.process_time()
        judge(report)
        took.append(time.process_time() - began)
    assert min(took) < 0.006
