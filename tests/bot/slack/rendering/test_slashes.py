"""Commands as they are written where Slack takes slash commands."""

import pytest

from bot.slack.rendering.slashes import at_field, slashed


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Write `!list` or `!help`.", "Write `/heddle list` or `/heddle help`."),
        ("`!?` helps", "`/heddle ?` helps"),
        ("Write `!aside …` in the thread.", "Write `!aside …` in the thread."),
        ("`!` and `!!stop` stay, so does hey!", "`!` and `!!stop` stay, so does hey!"),
    ],
)
def test_commands_are_slashed_where_they_can_be(said: str, shown: str) -> None:
    assert slashed(said) == shown


def test_fields_have_no_markup() -> None:
    said = "'x' is no budget, as in `2.50`. `!help budget` explains it."
    assert at_field(said) == "'x' is no budget, as in 2.50. /heddle help budget explains it."
