"""When the first page says that the demo model answers."""

import pytest

from bot.bootstrap.pages import offline
from service.settings.groups import Models

KEY = "OPENAI_API_KEY"
SERVER = "http://127.0.0.1:8000/v1"


@pytest.mark.parametrize(
    ("models", "variables", "expected"),
    [
        (Models(), set(), True),
        (Models(), {"SOME_OTHER_VARIABLE"}, True),
        (Models(), {KEY}, False),
        (Models(default="demo"), {KEY}, True),
        (Models(default="fast"), {"ANTHROPIC_API_KEY"}, False),
        (Models(default="ours", aliases={"ours": ["openai/m"]}, base_url=SERVER), set(), False),
        (Models(base_url=SERVER), {KEY}, True),
        (Models(default="smart", aliases={"smart": ["demo"]}), {KEY}, True),
    ],
)
def test_the_demo_is_told_where_it_answers(
    models: Models, variables: set[str], expected: bool
) -> None:
    assert offline(models, variables) is expected
