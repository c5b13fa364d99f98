"""What buttons carry is read years later, and nothing else is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.presenter.cards import Act
from service.domain.errors import Bug, Refused
from service.domain.ids import ItemId, SessionNumber

VALUES = st.builds(
    Value,
    st.sampled_from(Act),
    st.none() | st.text("0123456789ABCz", min_size=22, max_size=22).map(ItemId),
    st.none() | st.integers(1, 2**31 - 1).map(SessionNumber),
    st.none() | st.integers(0, 99),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
)


@given(VALUES)
def test_what_is_written_is_read(value: Value) -> None:
    assert values.decode(values.encode(value)) == value


def test_the_form_of_today_stays_readable() -> None:
    """Buttons with these values stand in channels: whoever changes this keeps reading them."""
    assert values.decode('{"v":1,"a":"choose","i":"0Mz0000000000000000003","c":2}') == Value(
        Act.CHOOSE, ItemId("0Mz0000000000000000003"), None, 2
    )
    assert values.decode('{"v":1,"a":"command","s":3,"t":"stop 3"}') == Value(
        Act.COMMAND, None, SessionNumber(3), None, "stop 3"
    )
    assert values.action(Act.CHOOSE, 4) == "heddle.choose.4"
    assert values.action(Act.OTHER) == "heddle.other"
    assert values.menu("more") == "heddle.menu.more"
    assert values.form(Act.REDIRECT) == "heddle_redirect"
    assert [each.value for each in Act] == [
        *("command", "choose", "yes_now", "object", "snooze", "dismiss", "other"),
        *("assign", "redirect", "retry", "start", "settings", "take"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop 3",
        "null",
        "[]",
        '{"a":"command"}',
        '{"v":2,"a":"command"}',
        '{"v":1,"a":"erase"}',
        '{"v":1}',
        '{"v":1,"a":"choose","c":true}',
        '{"v":1,"a":"choose","c":-1}',
        '{"v":1,"a":"choose","c":1e9}',
        '{"v":1,"a":"choose","c":100}',
        '{"v":1,"a":"choose","i":7}',
        '{"v":1,"a":"choose","i":"../../etc/passwd"}',
        '{"v":1,"a":"command","s":0}',
        '{"v":1,"a":"command","s":"3"}',
        '{"v":1,"a":"command","t":["stop 3"]}',
        '{"v":1,"a":"command","x":1}',
        "[" * 2_500,
        json.dumps({"v": 1, "a": "command", "t": "x" * 4_000}),
    ],
)
def test_anything_else_is_refused_with_a_way_on(text: str) -> None:
    with pytest.raises(Refused, match="/heddle inbox"):
        values.decode(text)


@given(st.text() | st.recursive(st.none() | st.integers(), st.lists).map(json.dumps))
def test_nothing_else_breaks_it(text: str) -> None:
    with pytest.raises(Refused):
        values.decode(text)


def test_what_does_not_fit_is_never_cut() -> None:
    with pytest.raises(Bug, match="2000"):
        values.encode(Value(Act.COMMAND, text="x" * 2_000))
