"""A stream mentions nobody, wherever it is cut into pieces."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.rendering.streaming import harmless


def sent(pieces: Sequence[str]) -> str:
    """Return what arrives of the pieces, one after the other."""
    out, rest = "", ""
    for place, piece in enumerate(pieces):
        ready, rest = harmless(rest + piece, last=place == len(pieces) - 1)
        out += ready
    return out


def test_ordinary_text_and_code_arrive_as_they_are() -> None:
    text = "# Head\n\n<!DOCTYPE html><!-- a --> `<b>` ann@example.com a < b, #1 @decorator\n"
    assert sent([text]) == text
    assert sent(list(text)) == text


PARTS = ["<!channel>", "<!here|x>", "<@U1>", "<#C1>", "<!subteam^S1>", "@here", "@Everyone"]


@given(st.lists(st.sampled_from([*PARTS, " ", "<", "@", "!", "a", "here"])), st.integers(1, 5))
def test_a_mention_is_broken_however_it_is_cut(parts: list[str], size: int) -> None:
    text = "".join(parts)
    found = sent([text[start : start + size] for start in range(0, len(text), size)] or [""])
    assert not re.search(r"<(!(channel|here|everyone|subteam)|@U|#C)", found, re.IGNORECASE)
    assert not re.search(r"@(here|everyone)\b", found, re.IGNORECASE)
    assert found.replace("\u2060", "") == text
