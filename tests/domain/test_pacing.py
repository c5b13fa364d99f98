"""Sharing what a provider has left: nobody starves, nothing is overdrawn, plenty is free."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service.domain import pacing
from service.domain.limits import Allowance, Limit

NOW = 1_800_000_000.0
WINDOW = 60.0


def with_left(requests: int | None = None, tokens: int | None = None) -> Limit:
    return Limit(
        "acme/large",
        requests_left=requests,
        requests_reset=NOW + WINDOW,
        tokens_left=tokens,
        tokens_reset=NOW + WINDOW,
    )


class Run:
    """Sessions of persons who ask as often as they are let, until the window's end."""

    def __init__(self, limit: Limit, sessions: dict[str, int], tokens: int) -> None:
        self.limit = limit
        self.served = dict.fromkeys(sessions, 0)
        waits = [(NOW, person) for person, count in sessions.items() for _ in range(count)]
        for _ in range(5000):
            waits.sort()
            at, person = waits[0]
            if at >= NOW + WINDOW:
                break
            self.limit, held = pacing.pace(self.limit, person, tokens, at)
            if held is None:
                self.served[person] += 1
            # An answer takes a second; who is held back asks again when told to.
            waits[0] = (at + 1.0 if held is None else max(held, at + 0.05), person)


persons = st.dictionaries(
    st.sampled_from(["ann", "bob", "cat", "dan"]), st.integers(1, 10), min_size=1
)


@given(sessions=persons, requests=st.integers(0, 19))
def test_never_more_than_the_remaining_requests(sessions: dict[str, int], requests: int) -> None:
    run = Run(with_left(requests), sessions, 10)
    assert sum(run.served.values()) <= requests
    assert run.limit.requests_left == requests - sum(run.served.values())


@given(sessions=persons, calls=st.integers(0, 15), tokens=st.integers(1, 5000))
def test_never_more_than_the_remaining_tokens(
    sessions: dict[str, int], calls: int, tokens: int
) -> None:
    run = Run(with_left(tokens=calls * tokens), sessions, tokens)
    assert sum(run.served.values()) * tokens <= calls * tokens


@given(sessions=persons, spare=st.integers(0, 10))
def test_no_person_starves(sessions: dict[str, int], spare: int) -> None:
    """With enough for one call of each, each gets one."""
    run = Run(with_left(len(sessions) + spare), sessions, 10)
    assert min(run.served.values()) >= 1


@given(count=st.integers(2, 10), requests=st.integers(6, 19))
def test_ten_sessions_get_no_more_than_one(count: int, requests: int) -> None:
    run = Run(with_left(requests), {"ann": count, "bob": 1}, 10)
    assert abs(run.served["ann"] - run.served["bob"]) <= 2


@given(sessions=persons, tokens=st.integers(1, 5000))
def test_with_plenty_nobody_waits_and_nothing_is_written(
    sessions: dict[str, int], tokens: int
) -> None:
    limit = with_left(pacing.PLENTY, pacing.PLENTY * tokens)
    for person in sessions:
        same, held = pacing.pace(limit, person, tokens, NOW)
        assert held is None
        assert same is limit


def test_a_single_call_goes_at_once_and_the_next_keeps_its_distance() -> None:
    limit, held = pacing.pace(with_left(10), "ann", 10, NOW)
    assert held is None
    limit, held = pacing.pace(limit, "ann", 10, NOW + 1)
    assert held == NOW + WINDOW / 10
    _, held = pacing.pace(limit, "ann", 10, NOW + WINDOW / 10)
    assert held is None


def test_what_does_not_fit_waits_for_the_reset_and_then_goes() -> None:
    limit, held = pacing.pace(with_left(tokens=500), "ann", 900, NOW)
    assert held == NOW + WINDOW
    assert pacing.pace(limit, "ann", 900, NOW + WINDOW)[1] is None


def test_a_long_window_is_the_providers_to_judge() -> None:
    limit = replace(with_left(0), requests_reset=NOW + 6 * 3600)
    assert pacing.pace(limit, "ann", 10, NOW) == (limit, None)


def test_news_are_noted_and_repetition_is_not() -> None:
    said = Allowance(900, NOW + 30)
    first = pacing.seen(Limit("m"), said, None, NOW)
    assert (first.requests_left, first.requests_reset, first.tokens_left) == (900, NOW + 30, None)
    assert pacing.seen(first, Allowance(899, NOW + 30), None, NOW + 1) is first
    assert pacing.seen(first, Allowance(500, NOW + 30), None, NOW + 1).requests_left == 500
    assert pacing.seen(first, Allowance(899, NOW + 30), None, NOW + 11).requests_left == 899


def test_what_was_let_in_stays_counted_until_the_window_ends() -> None:
    limit, _ = pacing.pace(with_left(5), "ann", 10, NOW)
    late = pacing.seen(limit, Allowance(5, NOW + WINDOW), None, NOW + 0.1)
    assert late.requests_left == 4
    fresh = pacing.seen(late, Allowance(50, NOW + 2 * WINDOW), None, NOW + WINDOW)
    assert fresh.requests_left == 50
