"""Spans and moments as people read them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.presenter.times import clock, dollars, due, span

NOW = 1_800_000_000.0  # 15 January 2027, 08:00 UTC


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "60 s"),
        (60, "1 min"),
        (3599, "60 min"),
        (7200, "2 h"),
        (86_400, "1 d"),
        (30 * 86_400, "30 d"),
    ],
)
def test_a_span_has_one_unit(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_a_moment_has_its_date_unless_it_is_today() -> None:
    assert clock(NOW - 3600, NOW) == "07:00 UTC"
    assert clock(NOW - 86_400, NOW) == "14 Jan 08:00 UTC"


def test_what_is_due_is_told_twice_over() -> None:
    assert due(NOW + 300, NOW) == "in 5 min, at 08:05 UTC"
    assert due(NOW - 1, NOW) == "now"


def test_small_sums_keep_their_digits() -> None:
    assert [dollars(each) for each in (0, 0.00123, 0.5, 1, 12.345)] == [
        "$0.00",
        "$0.0012",
        "$0.5000",
        "$1.00",
        "$12.35",
    ]


@settings(deadline=None)
@given(st.floats(0, 1e9))
def test_any_span_is_short(seconds: float) -> None:
    assert len(span(seconds)) <= 8
