"""How often is often enough, and what a check-in says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.checkins import LONGEST, Pace, Report, lasting, told, written
from service.domain.errors import Refused

PACE = Pace()
EVERY = st.floats(PACE.least, LONGEST)


@given(EVERY)
def test_all_well_never_shortens_and_a_redirect_never_lengthens(every: float) -> None:
    assert every <= PACE.grown(every) <= max(every, PACE.most)
    assert PACE.least <= PACE.halved(every) <= every


@given(st.lists(st.booleans(), max_size=50), EVERY)
def test_an_interval_stays_within_its_bounds_whatever_is_pressed(
    pressed: list[bool], every: float
) -> None:
    longest = max(every, PACE.most)
    for well in pressed:
        every = PACE.grown(every) if well else PACE.halved(every)
        assert PACE.least <= every <= longest


def test_on_track_is_half_as_much_again_and_a_redirect_is_half() -> None:
    assert (PACE.grown(600.0), PACE.halved(600.0)) == (900.0, 300.0)
    assert (PACE.grown(4 * 3600.0), PACE.halved(60.0)) == (4 * 3600.0, 60.0)
    assert (PACE.grown(0.0), PACE.halved(0.0)) == (0.0, 0.0)


@given(EVERY.map(round))
def test_what_is_written_can_be_typed(every: int) -> None:
    if every % 60 == 0:
        chosen = PACE.chosen(written(every))
        assert (chosen.every, chosen.by_hand) == (every, True)


def test_off_a_type_and_a_time_are_told_apart() -> None:
    assert PACE.chosen("Off").every == 0.0
    assert (PACE.chosen("frontend").task, PACE.chosen("frontend").every) == ("frontend", 900.0)
    assert (PACE.chosen("1 h").task, PACE.chosen("1 h").every) == ("", 3600.0)


def test_the_usual_type_is_not_offered_but_holds() -> None:
    assert "default" not in PACE.names
    assert PACE.every("") == 0.0
    assert Pace({"default": 60.0}).every("") == 60.0
    assert Pace({}).every("") == 0.0


def test_what_would_work_is_listed_the_shortest_first() -> None:
    with pytest.raises(Refused, match=r"complex \(5m\), fix \(10m\), backend \(15m\)"):
        PACE.every("nothing like it")


def test_a_doubt_comes_first_and_who_has_none_is_on_track() -> None:
    done = ("wrote pay.py", "ran tests 3 times, the last one passed")
    well = Report(900.0, done, "Next: wire Stripe")
    assert told(well) == (
        "check-in after 15 min: wrote pay.py; ran tests 3 times, the last one passed."
        " Next: wire Stripe. On track."
    )
    doubtful = Report(900.0, done[:1], "", ("Nothing new since step 41, 9 min ago",))
    assert told(doubtful) == (
        "check-in after 15 min: nothing new since step 41, 9 min ago. Wrote pay.py."
    )
    assert told(Report(60.0)) == "check-in after 60 s: on track."


@given(
    st.builds(
        Report,
        st.floats(0, 1e6),
        st.lists(st.text(max_size=2000), max_size=4),
        st.text(max_size=2000),
        st.lists(st.text(max_size=2000), max_size=3),
    )
)
def test_whatever_it_holds_it_is_one_line_that_is_not_too_long(report: Report) -> None:
    line = told(report)
    assert line.startswith("check-in after ")
    assert line == " ".join(line.split())
    assert len(line) <= 1_000


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (89, "89 s"), (900, "15 min"), (7200, "2 h"), (5400, "1.5 h")],
)
def test_spans_are_read_at_a_glance(seconds: float, words: str) -> None:
    assert lasting(seconds) == words
