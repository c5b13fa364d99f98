"""However deep an agent nests what it writes, every word of it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.rendering.dialect import Dialect
from bot.chat.rendering.markdown import Text, chunks
from bot.discord.rendering.dialect import DISCORD
from bot.slack.rendering.mrkdwn import SLACK
from bot.web.markdown import rendered

MARKS = st.lists(st.sampled_from(["> ", "- ", "1. ", "* ", ">"]), max_size=120).map("".join)


def written(text: str, dialect: Dialect) -> str:
    found = chunks(text, dialect)
    return "\n".join(line for each in found if isinstance(each, Text) for line in each.lines)


@given(MARKS, MARKS)
def test_no_word_vanishes(first: str, second: str) -> None:
    text = f"before\n\n{first}deep\n{second}deeper\n\nafter"
    for shown in (rendered(text), written(text, SLACK), written(text, DISCORD)):
        assert [shown.count(each) for each in ("before", "deeper", "after")] == [1, 1, 1]
        assert shown.count("deep") == 2


@pytest.mark.parametrize("depth", [10, 41, 1_000])
def test_what_lies_too_deep_is_the_text_that_it_is(depth: int) -> None:
    for shown in (rendered("> " * depth + "deep"), written("> " * depth + "deep", SLACK)):
        assert "deep" in shown


def test_what_is_usual_stays_a_quote_with_a_list() -> None:
    html = rendered("> said\n> - one\n>   - two\n\nand on")
    assert html.count("<blockquote>") == 1
    assert html.count("<li>") == 2
    assert "<p>and on</p>" in html
