"""An agent's Markdown in Discord: readable, complete, and unable to mention anybody."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering.splitting import FILE
from bot.chat.rendering.units import units
from bot.discord.rendering import limits, splitting
from bot.discord.rendering.parts import Message
from tests.bot.discord.rendering.checking import PING, check_message
from tests.bot.slack.rendering import scenes

PIECES = (
    "# h\n",
    "#### h\n",
    "- a\n",
    "  - b\n",
    "1. c\n",
    "> q\n",
    "```py\n",
    "```\n",
    "~~~",
    "`x`",
    "**b**",
    "_i_",
    "~~s~~",
    "||p||",
    "[l](https://x.io/a_b)",
    "<https://x.io>",
    "<@123>",
    "<@&1>",
    "@everyone",
    "@here",
    "<#1>",
    "<t:1:R>",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "\n\n",
    "words and more ",
    "-# s\n",
    "x" * 700,
    "\\",
    "*",
    "_",
    "](",
    "[",
    "|",
    "\u202e",
    "漢字" * 200,
    "🙂" * 300,
)
MARKDOWN = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES)).map("".join))


def written(markdown: str) -> str:
    return splitting.preview(markdown, limits.PART)


@pytest.mark.parametrize(
    ("markdown", "discord"),
    [
        ("# Head\n\nText", "# Head\nText"),
        ("### A **b** c", "### A **b** c"),
        ("#### A *b*", "**A _b_**"),
        ("- # x", "- **x**"),
        ("**a** *b* ***c*** ~~d~~", "**a** _b_ _**c**_ ~~d~~"),
        ("foo*bar*baz", "foo\u200b_bar_\u200bbaz"),
        ("foo**bar**baz", "foo**bar**baz"),
        ("`a < b` & c", "`a < b` & c"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- [ ] a\n- [x] b", "- ☐ a\n- ☑ b"),
        ("> a\n> b\n\nc", "> a\n> b\n\nc"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb"),
        ("```py\nx = '<b>'\n```", "```py\nx = '<b>'\n```"),
        ("[a](https://x.io/?a=1&b=2)", "[a](<https://x.io/?a=1&b=2>)"),
        ("see https://x.io/a_b_c.", "see <https://x.io/a_b_c>."),
        ("[https://y.io](https://x.io)", "https://y.io (<https://x.io>)"),
        ("[a [b]](https://x.io)", "[a \\[b\\]](<https://x.io>)"),
        ("[a](src/b.py)", "a (src/b.py)"),
        ("snake_case __init__ \\_a\\_", "snake_case **init** \\_a\\_"),
        ("\\# a\n\n\\- b\n\n1\\. c\n\n\\> d", "\\# a\n\n\\- b\n\n1\\. c\n\n\\> d"),
        ("-# small", "\\-# small"),
        ("\\||a\\||", "\\|\\|a\\|\\|"),
        ("@here @everyone", "@\u2060here @\u2060everyone"),
        ("`@everyone` <@1>", "`@\u2060everyone` <\u2060@1>"),
        ("| a | b |\n|---|--:|\n| é | 10 |", "```\na   b\n─  ──\né  10\n```"),
        ("", ""),
    ],
)
def test_markdown_in_discords_markup(markdown: str, discord: str) -> None:
    assert written(markdown) == discord


@settings(deadline=None, max_examples=300)
@given(MARKDOWN)
def test_any_markdown_is_taken_and_mentions_nobody(markdown: str) -> None:
    for part in splitting.parts(markdown):
        check_message(Message(part))
        assert units(part) <= limits.PART
        fences = [line for line in part.splitlines() if line.startswith("```")]
        assert len(fences) % 2 == 0
    assert units(splitting.preview(markdown, 500)) <= 500
    latest = splitting.latest(markdown)
    assert not PING.search(latest)
    assert units(latest) <= limits.CONTENT


@settings(deadline=None, max_examples=100)
@given(st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=1, max_size=900))
def test_no_word_is_lost(found: list[str]) -> None:
    markdown = " ".join(found)
    assert " ".join(splitting.parts(markdown)).split() == found


def test_long_code_is_closed_and_opened_again_with_its_language() -> None:
    lines = [f"value_{place} = {place}" for place in range(200)]
    parts = splitting.parts("```python\n" + "\n".join(lines) + "\n```")
    assert len(parts) > 1
    for part in parts:
        fences = [line for line in part.splitlines() if line.startswith("```")]
        assert fences == ["```python", "```"]
    said = "\n".join(parts).splitlines()
    assert [line for line in said if line.startswith("value_")] == lines


def test_code_and_lists_that_fit_into_a_message_are_not_cut() -> None:
    items = "\n".join(f"- item {each} {'word ' * 10}" for each in range(20))
    code = "```\n" + "\n".join("line of code" for _ in range(100)) + "\n```"
    parts = splitting.parts(f"{'p ' * 500}\n\n## Items\n\n{items}\n\n{'p ' * 400}\n\n{code}")
    [listed] = [part for part in parts if "item 0 " in part]
    assert "item 19 " in listed
    assert "## Items\n- item 0" in listed
    [fenced] = [part for part in parts if "line of code" in part]
    assert fenced.count("line of code") == 100


def test_a_huge_answer_is_a_file_with_a_preview() -> None:
    markdown = "\n\n".join(f"Paragraph {place}. {'word ' * 60}" for place in range(60))
    found = splitting.answer(markdown)
    assert found.file == markdown
    [only] = found.parts
    assert only.startswith("Paragraph 0.")
    assert f"-# That was the beginning; all of it ({len(markdown):,} characters)" in only
    assert FILE in only
    check_message(Message(f"{only} {'x' * 24}"))


def test_an_answer_of_every_kind_is_one_message() -> None:
    [part] = splitting.answer(scenes.ANSWER).parts
    check_message(Message(part))
    assert "## What is left\n- ☑ read CSV" in part
    assert "supplier" in part
    assert "```python\ndef held_back" in part


def test_what_is_written_shows_its_end() -> None:
    text = "\n\n".join(f"Paragraph {place}. {'word ' * 60}" for place in range(60))
    found = splitting.latest(text)
    assert found.startswith("…\n")
    assert "Paragraph 59." in found
    assert splitting.latest("so far") == "so far"
    assert splitting.latest(" \n") == ""


def test_code_under_way_is_closed_and_its_end_opened() -> None:
    assert splitting.latest("See:\n```py\nx = 1") == "See:\n```py\nx = 1\n```"
    found = splitting.latest("```py\n" + "x = 1\n" * 1_000)
    assert found.startswith("…\n```\nx = 1")
    assert found.endswith("\n```")


def test_a_deep_nest_and_a_huge_line_are_no_trouble() -> None:
    texts = (">" * 5_000 + "a", "- " * 3_000 + "a", "*" * 20_000, "[" * 5_000, "x" * 50_000)
    found = [splitting.parts(text) for text in texts]
    assert all(found)
    assert found[0][-1].endswith(">a")  # deeper than the parser reads: as it was written
    for part in itertools.chain(*found):
        check_message(Message(part))
