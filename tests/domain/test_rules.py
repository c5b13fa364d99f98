"""The small rules: moves, budgets, keys, titles, ids and breadcrumbs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import breadcrumbs, events
from service.domain.budgets import Limits, Scope, Usage, exceeded
from service.domain.errors import Bug, Refused
from service.domain.events import Draft, Event, Reply, ToolCall
from service.domain.ids import PersonId, SessionNumber, time_ordered
from service.domain.persons import checked_cap
from service.domain.policy import Policy
from service.domain.sessions import TITLE_LENGTH, title_of
from service.domain.states import AT_REST, HOLDS_SLOT, MOVES, State, checked_move
from service.domain.threads import ThreadKey

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def test_every_state_can_be_left_and_reached() -> None:
    assert set(MOVES) == set(State)
    reached = {to for moves in MOVES.values() for to in moves}
    assert reached == set(State)
    assert not HOLDS_SLOT & AT_REST
    assert all(State.QUEUED in MOVES[state] for state in AT_REST)
    assert all(State.STOPPED in moves for state, moves in MOVES.items() if state not in AT_REST)


def test_only_moves_of_the_table_are_made() -> None:
    for one, other in itertools.product(State, State):
        if other in MOVES[one]:
            assert checked_move(one, other) == other
        else:
            with pytest.raises(Bug, match=f"{one} to {other}"):
                checked_move(one, other)


def test_a_budget_ends_when_it_is_reached_and_each_grant_gives_as_much_again() -> None:
    limits = Limits(steps=10, cost_usd=2.0)
    assert exceeded(Scope.TURN, Usage(steps=9, tokens=10**9), limits) is None
    over = exceeded(Scope.TURN, Usage(steps=10), limits)
    assert over is not None
    assert over.sentence() == "This turn used 10 of 10 steps"
    assert exceeded(Scope.SESSION, Usage(steps=19), limits, grants=1) is None
    again = exceeded(Scope.SESSION, Usage(steps=20), limits, grants=1)
    assert again is not None
    assert again.limit == 20
    assert exceeded(Scope.DAY, Usage(), Limits()) is None


@pytest.mark.parametrize(
    ("scope", "used", "limits", "sentence"),
    [
        (Scope.DAY, Usage(cost_usd=5), Limits(cost_usd=5), "You today used $5.00 of $5.00"),
        (
            Scope.SESSION,
            Usage(seconds=600),
            Limits(seconds=300),
            "This session used 10 of 5 minutes",
        ),
        (
            Scope.TURN,
            Usage(tokens=1_000_000),
            Limits(tokens=999_999),
            "This turn used 1,000,000 of 999,999 tokens",
        ),
    ],
)
def test_a_budget_is_told_in_its_unit(
    scope: Scope, used: Usage, limits: Limits, sentence: str
) -> None:
    over = exceeded(scope, used, limits)
    assert over is not None
    assert over.sentence() == sentence


@given(TEXT.filter(bool), TEXT, TEXT, TEXT.filter(bool))
def test_a_thread_reads_back(channel: str, workspace: str, room: str, thread: str) -> None:
    key = ThreadKey(channel, workspace, room, thread)
    assert ThreadKey.parse(str(key)) == key
    assert str(key).count(":") == 3


@pytest.mark.parametrize("text", ["", "a:b:c", ":b:c:d", "a:b:c:", "a:b:c:d:e"])
def test_no_other_text_is_a_thread(text: str) -> None:
    with pytest.raises(Refused, match="expected channel:workspace:room:thread"):
        ThreadKey.parse(text)


@given(TEXT)
def test_a_title_is_one_short_line(text: str) -> None:
    title = title_of(text)
    assert title
    assert len(title) <= TITLE_LENGTH + 1
    assert "\n" not in title


def test_a_title_is_cut_at_a_word() -> None:
    assert title_of("## Compare   the\npapers") == "Compare the papers"
    assert title_of("word " * 40).endswith("word…")
    assert title_of("The build fails\n  \nWhat was said before:\nnothing") == "The build fails"
    assert title_of(" \n ") == "Untitled"


@given(st.lists(st.tuples(st.integers(0, 2**48 - 1), st.integers(0, 2**80 - 1)), max_size=20))
def test_ids_sort_by_time(parts: list[tuple[int, int]]) -> None:
    ids = [time_ordered(*each) for each in sorted(parts)]
    assert ids == sorted(ids)
    assert all(len(each) == 22 for each in ids)


def test_a_cap_stays_within_the_operators_limit() -> None:
    assert [checked_cap(cap, 10) for cap in (1, 10)] == [1, 10]
    for cap in (0, 11):
        with pytest.raises(Refused, match="1 to 10"):
            checked_cap(cap, 10)
    policy = Policy(cap=3, cap_max=5)
    assert [policy.cap_of(chosen) for chosen in (None, 2, 9)] == [3, 2, 5]


def row(seq: int, draft: Draft) -> Event:
    return Event(SessionNumber(1), seq, draft.kind, draft.actor, 0.0, draft.payload)


def test_a_breadcrumb_names_the_last_thing() -> None:
    message = row(1, events.message(PersonId("ann"), "Ann", "Compare\nthem"))
    said = row(2, events.assistant(Reply("# Plan\nfirst"), 1))
    ended = row(3, events.tool_ended(ToolCall("a", "work", ""), ok=False, result=""))
    assert breadcrumbs.derived([], "Parked") == "Parked"
    assert breadcrumbs.derived([message], "Parked") == "Parked; next: Compare"
    assert breadcrumbs.derived([message, said], "Parked") == "Parked; last: Plan"
    assert breadcrumbs.derived([message, said, ended], "Failed") == "Failed; last: work (failed)"


@given(TEXT)
def test_a_breadcrumb_is_one_line(text: str) -> None:
    line = breadcrumbs.one_line(text)
    assert len(line) <= breadcrumbs.LENGTH
    assert len(line.splitlines()) <= 1
