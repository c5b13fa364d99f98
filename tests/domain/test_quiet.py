"""Quiet hours hold by the clock on the wall, whatever daylight saving does to it."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain import quiet
from service.domain.errors import Refused
from service.domain.quiet import QuietHours, moment, parse, stored, tomorrow

ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",  # moves by half an hour
        "Africa/Casablanca",  # moves backwards for Ramadan
        "Pacific/Apia",  # had no 30 December 2011
        "America/Sao_Paulo",  # moved at midnight until 2019
        "UTC",
        "Asia/Kolkata",
    ]
)
MINUTES = st.integers(0, 24 * 60 - 1)
MOMENTS = st.floats(
    datetime(1990, 1, 1, tzinfo=UTC).timestamp(), datetime(2037, 1, 1, tzinfo=UTC).timestamp()
)
DAY = 86_400.0


@st.composite
def hours(draw: st.DrawFn) -> QuietHours:
    start = draw(MINUTES)
    end = draw(MINUTES.filter(lambda each: each != start))
    return QuietHours(start, end, draw(ZONES))


def offset(at: float, zone: str) -> timedelta:
    found = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


def steady(now: float, zone: str) -> bool:
    """Tell whether the clock is not moved within two days of `now`."""
    return len({offset(now + day * DAY / 4, zone) for day in range(-8, 9)}) == 1


@given(hours(), MOMENTS)
@example(QuietHours(22 * 60, 7 * 60, "Pacific/Apia"), 1325239200.0)
@example(QuietHours(150, 120, "Europe/Berlin"), 1774746000.0)
def test_quiet_ends_later_and_within_a_day(chosen: QuietHours, now: float) -> None:
    until = chosen.until(now)
    assert chosen.holds(now) is (until is not None)
    if until is None:
        return
    assert now < until <= now + 25 * 3600.0
    # Where one clock change swallows both this end and the next start, the next one follows.
    swallowed = offset(until - 1, chosen.zone) < offset(until, chosen.zone)
    assert not chosen.holds(until) or swallowed


@given(hours(), MOMENTS)
def test_quiet_is_what_the_clock_on_the_wall_says(chosen: QuietHours, now: float) -> None:
    if not steady(now, chosen.zone):
        return
    local = datetime.fromtimestamp(now, ZoneInfo(chosen.zone))
    minute = local.hour * 60 + local.minute
    if chosen.start < chosen.end:
        expected = chosen.start <= minute < chosen.end
    else:
        expected = minute >= chosen.start or minute < chosen.end
    assert chosen.holds(now) is expected


@given(hours(), MOMENTS)
def test_the_span_is_never_longer_than_a_day_and_an_hour(chosen: QuietHours, now: float) -> None:
    until = chosen.until(now)
    if until is not None:
        assert chosen.until(until - 25 * 3600.0 - 1.0) != until


@given(hours())
def test_what_is_written_reads_the_same(chosen: QuietHours) -> None:
    assert stored(str(chosen), chosen.zone) == chosen
    assert parse(f"{chosen} {chosen.zone}", "UTC") == chosen


@given(MOMENTS, ZONES, st.none() | hours())
def test_tomorrow_is_the_next_day_of_the_calendar(
    now: float, zone: str, chosen: QuietHours | None
) -> None:
    if chosen is not None:
        zone = chosen.zone
    at = tomorrow(now, zone, chosen)
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    then = datetime.fromtimestamp(at, ZoneInfo(zone)).date()
    skipped = zone == "Pacific/Apia" and today == date(2011, 12, 29)
    assert then == today + timedelta(days=2 if skipped else 1)
    assert now < at <= now + 50 * 3600.0


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        (date(2027, 3, 28), time(2, 30), "Europe/Berlin", "2027-03-28T01:00"),  # skipped
        (date(2027, 10, 31), time(2, 30), "Europe/Berlin", "2027-10-31T00:30"),  # the first one
        (date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe", "2027-10-02T15:30"),
        (date(2018, 11, 4), time(0, 0), "America/Sao_Paulo", "2018-11-04T03:00"),
        (date(2011, 12, 30), time(12), "Pacific/Apia", "2011-12-30T10:00"),
        (date(2027, 3, 14), time(2, 1), "America/New_York", "2027-03-14T07:00"),
        (date(2027, 6, 1), time(7), "Asia/Kolkata", "2027-06-01T01:30"),
    ],
)
def test_a_clock_time_that_is_skipped_or_comes_twice(
    day: date, clock: time, zone: str, expected: str
) -> None:
    at = datetime.fromtimestamp(moment(day, clock, zone), UTC)
    assert at.strftime("%Y-%m-%dT%H:%M") == expected


def test_the_night_of_a_clock_change_ends_by_the_clock() -> None:
    chosen = parse("22-7", "Europe/Berlin")
    assert chosen == QuietHours(22 * 60, 7 * 60, "Europe/Berlin")
    spring = moment(date(2027, 3, 27), time(22), "Europe/Berlin")
    autumn = moment(date(2027, 10, 30), time(22), "Europe/Berlin")
    assert [chosen.until(spring), chosen.until(autumn)] == [
        spring + 8 * 3600.0,
        autumn + 10 * 3600.0,
    ]


@pytest.mark.parametrize("text", ["off", " None ", "never"])
def test_there_need_not_be_any(text: str) -> None:
    assert parse(text, "UTC") is None
    assert stored("", "UTC") is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("late", "Write for example: 22:00-07:00"),
        ("10pm-7am", "Write for example: 22:00-07:00"),
        ("25:00-07:00", "is no time of day"),
        ("22:60-07:00", "is no time of day"),
        ("24:01-07:00", "is no time of day"),
        ("22:00-22:00", "end at another time"),
        ("00:00-24:00", "end at another time"),
        ("22:00-07:00 Mars", "named like Europe/Berlin"),
        ("22:00-07:00 ../../etc/passwd", "named like Europe/Berlin"),
        ("22:00-07:00 Europe", "named like Europe/Berlin"),
    ],
)
def test_bad_hours_are_refused_with_what_would_work(text: str, hint: str) -> None:
    with pytest.raises(Refused, match=hint):
        parse(text, "UTC")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        found = parse(text, "UTC")
        assert found is None or found.start != found.end
    for zone in (text, f"Europe/{text}"):
        with suppress(Refused):
            assert quiet.checked_zone(zone)
