"""An agent's Markdown in Slack: readable, complete, and unable to mention anybody."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.rendering.units import units
from bot.slack.rendering import limits, splitting
from bot.slack.rendering.blocks import Message
from tests.bot.slack.rendering import scenes
from tests.bot.slack.rendering.checking import check_message, objects


def written(markdown: str) -> str:
    """Return it as one text in Slack's markup."""
    return splitting.preview(markdown, limits.SECTION - 1)[0]


@pytest.mark.parametrize(
    ("markdown", "slack"),
    [
        ("# Head", "*Head*"),
        ("### A **b** c", "*A b c*"),
        ("# Head\n\nText", "*Head*\nText"),
        ("**a** *b* ***c*** ~~d~~", "*a* _b_ _*c*_ ~d~"),
        ("**a *b* c**", "*a _b_ c*"),
        ("foo**bar**baz", "foo\u200b*bar*\u200bbaz"),
        ("`a < b` & c", "`a &lt; b` &amp; c"),
        ("``a`b``", "a`b"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("one<br>two", "one\ntwo"),
        ("- a\n- b\n  - c\n    - d", "• a\n• b\n    ◦ c\n        ▪ d"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- [ ] a\n- [x] b", "☐ a\n☑ b"),
        ("- a\n\n  b", "• a\n    b"),
        ("> a\n> b\n\nc", "> a\n> b\n\nc"),
        ("> - a", "> • a"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb"),
        ("```py\nx = '<b>'\n```", "```py\nx = '&lt;b&gt;'\n```"),
        ("[a](https://x.io/?a=1&b=2)", "<https://x.io/?a=1&amp;b=2|a>"),
        ("[**a** b](https://x.io)", "*<https://x.io|a>*<https://x.io| b>"),
        ("![a](https://x.io/i.png)", "<https://x.io/i.png|a>"),
        ("see https://x.io/a_b_c.", "see <https://x.io/a_b_c|https://x.io/a_b_c>."),
        ("<mailto:a@x.io>", "<mailto:a@x.io|mailto:a@x.io>"),
        ("[a](src/b.py)", "a (src/b.py)"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](slack://x)", "a (slack://x)"),
        ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("<!channel> <@U1> <#C1|x> <!subteam^S1>", None),
        ("@here @channel @everyone", "@\u2060here @\u2060channel @\u2060everyone"),
        ("ann@here.com", "ann@\u2060here.com"),
        (
            "| a | b |\n|---|--:|\n| é | 10 |\n| 漢 | 1 |",
            "```\na    b\n──  ──\né   10\n漢   1\n```",
        ),
        ("| a |\n|---|\n| b | c |", "```\n| a |\n|---|\n| b | c |\n```"),
        ("a\u202eb\ud83d\x00\x07c", None),
        ("", ""),
    ],
)
def test_markdown_in_slacks_markup(markdown: str, slack: str | None) -> None:
    found = written(markdown)
    if slack is not None:
        assert found == slack
    assert not re.search(r"<[!@#]|[\u202e\ud83d\x00\x07]", found)


def test_a_wide_table_becomes_records() -> None:
    cell = "words " * 12
    found = written(f"| name | what |\n|---|---|\n| a | {cell}|\n| b | [c](https://x.io) |")
    assert found == f"*name*: a\n*what*: {cell.strip()}\n\n*name*: b\n*what*: <https://x.io|c>"


def test_an_answer_has_slacks_own_blocks_for_table_and_code() -> None:
    [part] = splitting.answer(scenes.ANSWER).parts
    check_message(part)
    kinds = [each["type"] for each in part.blocks]
    assert kinds == ["section", "table", "section", "rich_text", "section"]
    [code] = [
        each for each in objects(list(part.blocks)) if each.get("type") == "rich_text_preformatted"
    ]
    assert code["elements"][0]["text"].startswith("def held_back(old: Decimal")
    table = part.blocks[1]
    assert [each["align"] for each in table["column_settings"]] == [
        "left",
        "right",
        "right",
        "left",
    ]


def test_a_message_has_one_table_of_slacks_and_aligns_the_others() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    [part] = splitting.answer(f"{table}\n\nthen\n\n{table}").parts
    check_message(part)
    assert [each["type"] for each in part.blocks] == ["table", "section", "rich_text"]


def test_long_code_is_closed_and_opened_again_with_its_language() -> None:
    lines = [f"value_{place} = {place}" for place in range(500)]
    parts = splitting.answer("Look:\n\n```python\n" + "\n".join(lines) + "\n```\n\nDone.").parts
    assert len(parts) > 1
    for part in parts:
        check_message(part)
        fences = [line for line in part.text.splitlines() if line.startswith("```")]
        assert fences == ["```python", "```"] * (len(fences) // 2)
    said = "\n".join(part.text for part in parts).splitlines()
    assert [line for line in said if line.startswith("value_")] == lines


def test_items_and_rows_are_not_cut_and_headings_stay_with_their_text() -> None:
    items = "\n".join(f"- item {each} {'word ' * 40}end{each}" for each in range(40))
    rows = "\n".join(f"| row{each} | {'x' * 60} |" for each in range(80))
    text = f"{items}\n\n## Head\n\n{'p ' * 900}\n\n| a | b |\n|---|---|\n{rows}"
    parts = splitting.answer(text, most=20).parts
    for part in parts:
        check_message(part)
        assert not part.text.rstrip().endswith("*Head*")
    for each in range(40):
        [holder] = [part for part in parts if f"item {each} " in part.text]
        assert re.search(rf"end{each}\b", holder.text)
    tables = [block for part in parts for block in part.blocks if block["type"] == "table"]
    assert len(tables) > 1
    assert len({str(table["rows"][0]) for table in tables}) == 1
    said = " ".join(part.text for part in parts)
    assert [len(re.findall(rf"row{each}\b", said)) for each in range(80)] == [1] * 80


def test_a_table_of_mostly_empty_cells_is_no_longer_than_its_words() -> None:
    rows = "| | |\n" * 60 + f"| {'x' * 400} | y |\n" + "| | |\n" * 30
    parts = splitting.answer(f"| a | b |\n|--:|--:|\n{rows}").parts
    assert sum(part.text.count("x") for part in parts) == 400
    for part in parts:
        check_message(part)


def test_what_is_very_long_is_a_file_with_a_preview() -> None:
    text = "\n\n".join(f"Paragraph {each}. {'word ' * 100}" for each in range(100))
    found = splitting.answer(text)
    assert found.file == text
    [preview] = found.parts
    check_message(preview)
    assert preview.text.startswith("Paragraph 0.")
    assert "characters) is in `answer.md`" in preview.text


def test_five_messages_are_not_a_file() -> None:
    text = "\n\n".join(f"Paragraph {each}. {'word ' * 100}" for each in range(30))
    found = splitting.answer(text)
    assert not found.file
    assert 1 < len(found.parts) <= 5


def test_nothing_said_is_no_message() -> None:
    assert splitting.answer(" \n").parts == []


WORDS = st.text("abcXYZ09éß漢😀\u0301\u05d0\u0627&", min_size=1, max_size=12)
MARKUP = st.sampled_from(
    [
        *("# ", "## ", "- ", "* ", "1. ", "> ", "- [ ] ", "  ", "    ", "\n", "\n\n", " ", "\t"),
        *("**", "*", "_", "~~", "`", "```", "```py\n", "\n```\n", "~~~", "---\n", "<br>", "\\"),
        *("[", "](https://x.io/a)", "](a.md)", "![", "<https://x.io>", "|", "\n|---|---|\n"),
        *("<!channel>", "<@U1>", "<#C1>", "<!subteam^S1>", "@here", "@channel", "<!--", "-->"),
        *("&lt;!here&gt;", "&", "<", ">", "<!date^1^x|y>", "<https://x|<!here>>", "\ud83d", "\0"),
    ]
)
MARKDOWN = st.lists(st.one_of(WORDS, MARKUP), max_size=60).map("".join)
OURS = re.compile(r"<(?:https?://|mailto:)[^<>|]*(?:\|[^<>]*)?>", re.IGNORECASE)


def _harmless(text: str) -> None:
    rest = OURS.sub("", text)
    assert "<" not in rest
    lines = [line.removeprefix("> ") for line in rest.splitlines()]
    assert not any(">" in line for line in lines)
    for entity in re.findall(r"&\w*;?", rest):
        assert entity in ("&amp;", "&lt;", "&gt;")


def _check(message: Message) -> None:
    check_message(message)
    fences = message.text.count("```")
    assert fences % 2 == 0
    _harmless(message.text)
    for block in message.blocks:
        if block["type"] == "section":
            assert block["text"]["verbatim"]
            _harmless(block["text"]["text"])


@settings(deadline=None, max_examples=300)
@given(MARKDOWN)
def test_any_markdown_is_taken_and_mentions_nobody(markdown: str) -> None:
    for part in splitting.answer(markdown).parts:
        _check(part)
        outside = re.sub(r"(?s)```.*?```|`[^`\n]*`|<http[^<>|]*", "", part.text)
        assert not re.search(r"@(here|channel|everyone)\b", outside)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(MARKDOWN, WORDS.map(lambda word: word * 400)), max_size=30))
def test_long_markdown_is_split_within_the_limits(parts: list[str]) -> None:
    found = splitting.answer("\n\n".join(parts), most=10_000)
    assert not found.file
    for part in found.parts:
        _check(part)
        assert units(part.text) <= limits.MESSAGE


PLAIN = st.text("abcdefghijklmnopqrstuvwxyz漢😀א", min_size=1, max_size=9)
SENTENCE = st.lists(PLAIN, min_size=1, max_size=60).map(" ".join)
SHAPES = st.sampled_from(
    ["{}", "# {}", "- {}", "> {}", "**{}**", "1. {}", "- [x] {}", "```\n{}\n```", "[{}](https://x.io)",
     "| {} |\n|---|\n| {} |", "~~{}~~", "- a\n  - {}", "`{}`"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(SHAPES, SENTENCE), max_size=40))
def test_every_word_survives(said: list[tuple[str, str]]) -> None:
    markdown = "\n\n".join(
        shape.format(*[sentence] * shape.count("{}")) for shape, sentence in said
    )
    found = splitting.answer(markdown, most=10_000).parts
    read = " ".join(part.text for part in found)
    blocks = " ".join(
        str(each.get("text"))
        for part in found
        for each in objects(list(part.blocks))
        if isinstance(each.get("text"), str)
    )
    for _, sentence in said:
        for word in sentence.split():
            assert word in read
            assert word in blocks


def test_a_deep_nest_and_a_huge_line_are_no_trouble() -> None:
    texts = (">" * 5_000 + "a", "- " * 3_000 + "a", "*" * 20_000, "[" * 5_000, "x" * 50_000)
    found = [splitting.messages(text) for text in texts]
    assert all(found)
    assert found[0][-1].text.endswith("&gt;a")  # deeper than the parser reads: as it was written
    for part in itertools.chain(*found):
        check_message(part)
