"""What people rule out and what they call done, in the words that they use for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import wishes


@pytest.mark.parametrize(
    "text",
    [
        "Don't touch the website.",
        "Only change report.py",
        "Leave the API alone!",
        "Bitte ohne neue Abhängigkeiten.",
        "Ne touche pas au site.",
        "Sin tocar la web",
        "不要修改网站",
        "サイトは変更しないで",
    ],
)
def test_what_is_ruled_out(text: str) -> None:
    assert wishes.limits(text)


@pytest.mark.parametrize("text", ["Done when the tests pass.", "Fertig, wenn alles läuft"])
def test_what_means_done(text: str) -> None:
    assert wishes.means_done(text)
    assert not wishes.limits(text)


def test_a_text_without_what_it_rules_out() -> None:
    text = "Fix the totals without new tables. Look at a.py; never at b.py\nThen stop"
    assert wishes.split(text) == (
        "Fix the totals \nLook at a.py;\n\nThen stop",
        "without new tables.\n\nnever at b.py\n",
    )


@given(st.text(max_size=300))
def test_no_word_gets_lost(text: str) -> None:
    wanted, ruled_out = wishes.split(text)
    assert sorted("".join((wanted + ruled_out).split())) == sorted("".join(text.split()))
