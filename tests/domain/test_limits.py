"""Limits and outages, and how calls come back after them."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain import limits
from service.domain.limits import Condition, Limit

NOW = 1_800_000_000.0


def down(now: float = NOW) -> Limit:
    limit = Limit("acme/large")
    for _ in range(limits.DOWN_AFTER):
        limit = limits.failed(limit, now, now - 1, "no connection", None)
    return limit


def test_an_outage_begins_with_its_first_failure() -> None:
    limit = limits.failed(Limit("m"), NOW, NOW, "a", None)
    limit = limits.failed(limit, NOW + 1, NOW, "b", None)
    assert limit.is_open
    limit = limits.failed(limit, NOW + 3, NOW, "c", None)
    assert (limit.condition, limit.since, limit.until) == (Condition.DOWN, NOW, NOW + 5)
    assert limit.reason == "c"


def test_an_answer_in_between_makes_none_of_it() -> None:
    limit = limits.failed(limits.failed(Limit("m"), NOW, NOW, "a", None), NOW, NOW, "b", None)
    limit = limits.answered(limit, NOW, NOW)
    assert limits.failed(limit, NOW, NOW, "c", None).is_open


def test_tries_come_further_apart_and_the_provider_may_ask_for_more() -> None:
    limit, pauses, now = down(), [], NOW
    for _ in range(8):
        pauses.append(limit.until - limit.marked_at)
        now = limit.until
        limit = limits.failed(limit, now, now, "still", None)
    assert pauses == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]
    limit = limits.failed(limit, limit.until, limit.until, "still", 90.0)
    assert limit.until - limit.marked_at == 90.0
    assert limit.since == NOW


def test_many_calls_that_fail_at_once_are_one_failure_of_an_outage() -> None:
    limit = down()
    for _ in range(30):
        assert limits.failed(limit, NOW + 0.1, NOW - 1, "no connection", None) == limit


def test_a_limit_is_as_long_as_the_longest_that_was_asked_for() -> None:
    limit = limits.limited(Limit("m"), NOW, NOW + 30, "busy")
    limit = limits.limited(limit, NOW + 1, NOW + 5, "busy")
    assert (limit.since, limit.until) == (NOW, NOW + 30)
    again = limits.limited(limits.answered(limit, NOW + 31, NOW + 30), NOW + 40, NOW + 50, "b")
    assert (again.since, again.until) == (NOW + 40, NOW + 50)


def test_an_answer_to_a_call_from_before_ends_no_block() -> None:
    limit = limits.limited(Limit("m"), NOW, NOW + 30, "busy")
    assert limits.answered(limit, NOW + 1, NOW - 1) == limit
    assert limits.answered(limit, NOW + 31, NOW + 30).is_open


def test_a_call_that_dies_is_not_waited_for() -> None:
    limit, held = limits.admit(down(), NOW + 2)
    assert held is None
    limit, held = limits.admit(limit, NOW + 3)
    assert held == NOW + 3 + limits.AGAIN
    _, held = limits.admit(limit, NOW + 2 + limits.TRY_BESIDE)
    assert held is None


def test_somebody_may_want_it_tried_at_once() -> None:
    limit = limits.released(down(), NOW + 1)
    first, held = limits.admit(limit, NOW + 1)
    assert held is None
    assert limits.admit(first, NOW + 1)[1] is not None
    assert limits.released(Limit("m"), NOW) == Limit("m")


@given(
    waiting=st.integers(1, 60),
    latency=st.floats(0.01, 8.0),
    blocked=st.floats(1.0, 60.0),
)
def test_all_come_back_soon_but_never_all_at_once(
    waiting: int, latency: float, blocked: float
) -> None:
    """Each asks again when it is told to; answers come after the latency."""
    limit = limits.limited(Limit("m"), NOW, NOW + blocked, "busy")
    now, left, answers = NOW + blocked, waiting, list[float]()
    at_once = 0
    while left:
        for at in [each for each in answers if each <= now]:
            answers.remove(at)
            limit = limits.answered(limit, now, at - latency)
        burst = 0
        for _ in range(left):
            limit, held = limits.admit(limit, now)
            if held is None:
                burst += 1
                answers.append(now + latency)
        left -= burst
        at_once = max(at_once, burst)
        assert now < NOW + blocked + 60, "nobody waits for ever"
        now += 0.25
    if waiting >= 8:
        assert at_once < waiting
