"""Ladders as people write and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import ladders
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.items import Severity
from service.domain.ladders import (
    IMPORTANT,
    NORMAL,
    ONCE,
    Rung,
    Way,
    parse,
    rungs,
    seconds,
    written,
)
from service.domain.preferences import Preferences

NAMES = {PersonId("b1"): "bob", PersonId("a1"): "Ann Lee", PersonId("c3"): "R2 D2"}


def person(name: str) -> PersonId:
    for identity, known in NAMES.items():
        if known == name:
            return identity
    raise Refused(f"There is nobody called {name!r}.")


@st.composite
def chosen(draw: st.DrawFn) -> list[str]:
    spans = st.one_of(
        st.integers(0, 9999).map(float),
        st.integers(0, 9999).map(lambda each: each * 60.0),
        st.integers(0, 168).map(lambda each: each * 3600.0),
    ).filter(lambda each: each <= ladders.LATEST)
    afters = sorted(draw(st.lists(spans, min_size=1, max_size=ladders.LONGEST)))
    found = []
    for after in afters:
        way = draw(st.sampled_from(list(Way)))
        colleague = draw(st.sampled_from(sorted(NAMES))) if way is Way.COLLEAGUE else None
        found.append(Rung(way, after, colleague))
    return [str(each) for each in found]


@given(chosen())
def test_what_is_written_reads_the_same(ladder: list[str]) -> None:
    assert [str(each) for each in rungs(ladder)] == ladder
    assert parse(written(ladder, NAMES.__getitem__), person) == ladder


def test_the_product_s_own_ladders_read_like_what_people_write() -> None:
    assert parse("dm, phone 5m, dm 10 min, thread 30m", person) == list(NORMAL)
    assert parse("Phone, DM 300s, phone 15, thread 1800 seconds", person) == list(IMPORTANT)
    assert written(ONCE, NAMES.__getitem__) == "dm"
    assert parse("dm, @Ann Lee 1 hour, @R2 D2 2h, @bob 2d", person) == [
        "dm:0",
        "colleague:3600:a1",
        "colleague:7200:c3",
        "colleague:172800:b1",
    ]


def test_each_severity_has_its_ladder() -> None:
    mine = Preferences(PersonId("ann"), ladder=("dm:60",), important=("phone:0",))
    by_severity = [list(mine.ladder_for(each)) for each in Severity]
    assert by_severity == [["dm:0"], ["dm:60"], ["phone:0"]]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "1 to 8 rungs"),
        (", ,", "1 to 8 rungs"),
        (", ".join(["dm"] * 9), "1 to 8 rungs"),
        ("dm 10m, phone 5m", "comes after the one before"),
        ("pigeon 5m", "none of dm, phone, thread and @name"),
        ("dm soon", "as in 5m or 1h"),
        ("dm 8d", "up to 7 days"),
        ("dm -5m", "as in 5m or 1h"),
        ("@eve 5m", "nobody called"),
        ("@ 5m", "nobody called"),
    ],
)
def test_a_bad_ladder_is_refused_with_what_would_work(text: str, hint: str) -> None:
    with pytest.raises(Refused, match=hint):
        parse(text, person)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", 90),
        ("10m", 600),
        ("10 Minutes", 600),
        ("1h", 3600),
        ("2 hours", 7200),
        ("2d", 172800),
        ("7", 420),
        ("5 months", None),
        ("2 weeks", None),
        ("1 year", None),
        ("1.5h", None),
        ("99999m", None),
        ("soon", None),
        ("", None),
    ],
)
def test_spans(text: str, expected: float | None) -> None:
    assert seconds(text) == expected
