"""Whatever somebody types: a command or a refusal with advice, never a crash."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.explaining import help_text
from bot.commands.kinds import Answer, Note, Redirect, Rename, Retry, Start
from bot.commands.parse import keyword, parse, prose
from bot.commands.table import BY_NAME, SPECS
from service.domain.errors import Refused
from service.domain.ids import SessionNumber

NAMES = st.sampled_from(sorted(BY_NAME))
HERE = st.none() | st.integers(1, 999_999_999).map(SessionNumber)
NUMBERS = st.integers(0, 999_999_999).map(SessionNumber)
NASTY = st.text() | st.text(alphabet="!-—\"'“” #3=`\\\nmodeltip", max_size=40)
PROSE = (
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
    .flatmap(lambda word: st.tuples(st.just(word), st.text()))
    .map(lambda pair: f"word {pair[0]}{pair[1]}".strip())
)


def refusal(call: Callable[[], object]) -> str | None:
    """What the call refuses, or None; whatever else it raises fails the test."""
    try:
        call()
    except Refused as refused:
        return str(refused)
    return None


@settings(deadline=None)
@given(NASTY, HERE)
def test_any_line_is_read_or_refused(line: str, here: SessionNumber | None) -> None:
    assert "`" in (refusal(lambda: parse(line, here)) or "`")


@settings(deadline=None)
@given(NAMES, NASTY, HERE)
def test_any_arguments_are_read_or_refused(
    name: str, rest: str, here: SessionNumber | None
) -> None:
    assert "`" in (refusal(lambda: parse(f"{name} {rest}", here)) or "`")


@settings(deadline=None)
@given(NASTY)
def test_any_message_is_prose_or_a_command(text: str) -> None:
    if refused := refusal(lambda: keyword(text)):
        assert text.lstrip().startswith("!")
        assert "`!!" in refused
        return
    line = keyword(text)
    assert (line is None) or text.lstrip() == f"!{line}"
    assert text.lstrip().startswith("!!") or prose(text) == text


@settings(deadline=None)
@given(st.sampled_from(["redirect", "answer", "note", "rename"]), NUMBERS, PROSE, HERE)
def test_text_behind_a_number_arrives_as_it_was_written(
    name: str, number: SessionNumber, text: str, here: SessionNumber | None
) -> None:
    command = parse(f"{name} {number} {text}", here)
    assert isinstance(command, Redirect | Answer | Note | Rename)
    said = command.title if isinstance(command, Rename) else command.text
    assert (command.session, said) == (number, text)


@settings(deadline=None)
@given(NUMBERS, PROSE)
def test_a_hint_arrives_as_it_was_written(number: SessionNumber, text: str) -> None:
    assert parse(f"retry {number} {text}", None) == Retry(number, text)


@settings(deadline=None)
@given(PROSE)
def test_a_prompt_after_two_dashes_arrives_as_it_was_written(text: str) -> None:
    assert parse(f"start -- {text}", None) == Start(text)


@settings(deadline=None)
@given(PROSE.filter(lambda text: "--" not in text and "—" not in text and "–" not in text))
def test_a_prompt_without_dashes_needs_no_care(text: str) -> None:
    assert parse(f"start {text}", None) == Start(text)


@settings(deadline=None)
@given(NASTY)
def test_help_on_anything_helps(topic: str) -> None:
    refused = refusal(lambda: help_text(topic.strip().lower()))
    assert "`!help all`" in (refused or "`!help all`")


def test_the_eight_that_matter_come_first() -> None:
    first = [spec for spec in SPECS if spec.first]
    assert len(first) == 8
    assert list(SPECS[:8]) == first
    assert help_text("").count("\n- ") + 1 == 8
    assert help_text("all").count("\n- ") + 1 == len(SPECS)


def test_every_name_means_one_command() -> None:
    names = [name for spec in SPECS for name in (spec.name, *spec.aliases)]
    assert len(names) == len(set(names)) == len(BY_NAME)


def test_every_example_is_a_command_and_every_command_explains_itself() -> None:
    for spec in SPECS:
        for example in spec.examples:
            assert example.startswith(spec.name)
            parse(example, SessionNumber(1))
        assert spec.keyword in help_text(spec.name)
        assert spec.does in help_text("all")
