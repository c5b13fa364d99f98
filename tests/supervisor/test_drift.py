"""When a judge is asked whether an agent drifts, when again, and when not; and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import events
from service.domain.budgets import Usage
from service.domain.courses import RULE, Brief, Course
from service.domain.events import Control
from service.domain.watching import Drift as Limits
from service.supervisor.drift import SHOWN, Drift, affordable
from service.supervisor.replaying import said_in
from service.supervisor.theme import Theme
from tests.supervisor.drifting import GOAL, Watched


def asked_after(session: Watched, strays: bool, most: int = 100) -> int:
    """Return after how many steps a judge is wanted."""
    for count in range(1, most):
        (session.strays if strays else session.works)(1)
        if session.drift.wanted() is not None:
            return count
    raise AssertionError("nobody is ever asked")


def test_steps_outside_of_the_goal_are_looked_at_sooner_than_others() -> None:
    assert asked_after(Watched(), strays=True) == Limits().soonest
    assert asked_after(Watched(), strays=False) == Limits().latest


def test_the_judge_sees_the_last_steps_with_their_numbers() -> None:
    session = Watched()
    session.works(25)
    look = session.look()
    assert [step.number for step in look.steps] == list(range(6, 26))
    assert len(look.steps) == SHOWN
    assert look.steps[-1] == Brief(25, 'edit_file path="billing/invoice.py" new="round(24)"', "ok")
    assert not look.again


def test_while_all_is_well_it_is_asked_more_rarely() -> None:
    session, waits = Watched(), []
    for _ in range(4):
        waits.append(asked_after(session, strays=True))
        look = session.look()
        session.drift.theme = Theme(GOAL)
        session.hears(Course.ON_TRACK, look)
        session.drift.theme = Theme(GOAL)
    assert waits == [10, 15, 20, 20]


def test_what_was_judged_to_be_on_track_belongs_to_the_goal() -> None:
    session = Watched()
    session.strays(10)
    session.hears(Course.ON_TRACK, session.look())
    assert asked_after(session, strays=True) == Limits().latest


def test_a_drift_is_confirmed_by_what_comes_after_the_nudge() -> None:
    session = Watched()
    session.strays(10)
    look = session.look()
    session.strays(2)
    session.hears(Course.DRIFTING, look)
    session.tell(events.notice("It looks as if …"))
    assert session.drift.suspect is not None
    session.strays(2)
    assert session.drift.wanted() is None
    session.strays(1)
    again = session.look()
    assert again.again
    assert [step.number for step in again.steps] == [13, 14, 15]
    before = session.told
    session.hears(Course.DRIFTING, again)
    assert (before, session.told) == (False, True)
    assert session.drift.wanted() is None


def test_a_drift_that_is_not_confirmed_is_forgotten() -> None:
    session = Watched()
    session.strays(10)
    session.hears(Course.DRIFTING, session.look())
    session.works(3)
    session.hears(Course.ON_TRACK, session.look())
    assert session.drift.suspect is None
    assert asked_after(session, strays=False) == Limits().latest


def test_who_is_hardly_sure_says_nothing_and_who_says_nothing_three_times_is_believed() -> None:
    session = Watched()
    session.strays(10)
    session.hears(Course.DRIFTING, session.look(), confidence=0.4)
    suspected = [session.suspected]
    session.strays(10)
    session.hears(Course.DRIFTING, session.look())
    for _ in range(3):
        suspected.append(session.suspected)
        session.strays(3)
        session.hears(Course.UNUSABLE, session.look())
    assert [*suspected, session.suspected] == [False, True, True, True, False]


def test_a_later_judgement_takes_back_what_the_person_was_told() -> None:
    session = Watched()
    session.strays(10)
    session.hears(Course.DRIFTING, session.look())
    session.strays(3)
    session.hears(Course.DRIFTING, session.look())
    before = session.told
    assert asked_after(session, strays=True) == Limits().soonest
    session.hears(Course.ON_TRACK, session.look())
    assert (before, session.told) == (True, False)


def test_words_of_a_person_begin_anew_and_make_answers_of_before_void() -> None:
    session = Watched()
    session.strays(10)
    late = session.look()
    session.says("And restyle the login page, please")
    assert session.drift.number == 0
    session.hears(Course.DRIFTING, late)
    assert session.drift.suspect is None
    assert asked_after(session, strays=True) == Limits().latest, "it is part of the goal now"


@pytest.mark.parametrize("told", [False, True])
def test_who_says_that_it_is_on_track_is_left_in_peace_each_time_for_longer(told: bool) -> None:
    session = Watched()
    for quiet in (20, 40, 80):
        asked_after(session, strays=True)
        session.hears(Course.DRIFTING, session.look())
        if told:
            session.strays(3)
            session.hears(Course.DRIFTING, session.look())
        session.orders(Control.ON_TRACK, "restyles the login page")
        assert session.drift.suspect is None
        assert not session.told
        session.drift.theme = Theme(GOAL)
        assert asked_after(session, strays=True) == quiet


def test_a_judgement_that_comes_after_the_persons_word_does_not_count() -> None:
    session = Watched()
    session.strays(10)
    session.hears(Course.DRIFTING, session.look())
    session.strays(3)
    late = session.look()
    session.orders(Control.ON_TRACK)
    session.hears(Course.DRIFTING, late)
    assert not session.told


@pytest.mark.parametrize("what", ["compaction", "another model"])
def test_after_a_compaction_or_a_hand_over_it_is_looked_at_soon(what: str) -> None:
    session = Watched()
    session.works(5)
    if what == "compaction":
        session.tell(events.compaction("Earlier: …", 3))
    else:
        session.orders(Control.MODEL, "fast")
    assert asked_after(session, strays=False) == Limits().again
    session.hears(Course.ON_TRACK, session.look())
    assert asked_after(session, strays=False) == Limits().latest


def test_a_judge_that_could_not_be_asked_is_left_alone_for_a_while() -> None:
    session = Watched()
    session.works(20)
    session.drift.tried(session.look())
    session.works(4)
    assert session.drift.wanted() is None
    session.works(1)
    assert session.look().upto == 25


def test_a_replay_without_a_judge_does_not_miss_what_one_said() -> None:
    session = Watched()
    session.tell(events.nudge(RULE, "It looks as if …"))
    session.tell(events.nudge("poll", "It looks as if …"))
    assert [each.rule for each in said_in(session.events)] == ["poll"]


KINDS = ("work", "stray", "stray", "on track", "drifting", "unusable", "unsure", "compaction")
STEPS = st.lists(st.sampled_from((*KINDS, "says", "ok from person", "model")), max_size=120)


def happen(session: Watched, what: str) -> None:
    look = session.drift.wanted()
    match what:
        case "work":
            session.works(1)
        case "stray":
            session.strays(1)
        case "compaction":
            session.tell(events.compaction("…", 1))
        case "says":
            session.says("Go on, please")
        case "ok from person":
            session.orders(Control.ON_TRACK)
        case "model":
            session.orders(Control.MODEL, "fast")
        case "unsure" if look is not None:
            session.hears(Course.DRIFTING, look, confidence=0.3)
        case _ if look is not None and what in {"on track", "drifting", "unusable"}:
            session.hears(Course(what.replace(" ", "_")), look)


@given(STEPS)
def test_whoever_sees_the_events_again_wants_the_same(steps: list[str]) -> None:
    session = Watched()
    for each in steps:
        happen(session, each)
    again = Drift(Limits(), Theme(GOAL))
    for event in session.events:
        again.see(event)
    assert again.wanted() == session.drift.wanted()
    assert (again.number, again.told, again.suspect) == (
        session.drift.number,
        session.told,
        session.drift.suspect,
    )


@given(STEPS)
def test_nobody_is_asked_too_soon_nor_told_unless_two_looks_agree(steps: list[str]) -> None:
    session, limits = Watched(), Limits()
    looked = 0
    for each in steps:
        before, look = session.told, session.drift.wanted()
        if look is not None:
            assert len(look.steps) >= limits.again
            assert look.again == (session.drift.suspect is not None)
            assert look.upto == session.drift.number
            if not look.again and session.drift._due is None:
                assert look.upto - looked >= limits.soonest
        suspect = session.drift.suspect
        happen(session, each)
        if session.drift.number == 0:
            looked = 0
        elif each == "ok from person":
            looked = session.drift.number
        elif look is not None and each in {"on track", "drifting", "unusable", "unsure"}:
            looked = look.upto
        if session.told and not before:
            assert each == "drifting"
            assert suspect is not None
            assert look is not None
            assert all(step.number > suspect.upto for step in look.steps)


USAGES = st.builds(
    Usage, st.just(0), st.integers(0, 10**6), st.floats(0, 10, allow_nan=False), st.just(0.0)
)


@given(st.floats(0.01, 0.2), st.lists(st.tuples(USAGES, USAGES), max_size=40), st.booleans())
def test_judges_never_use_more_than_their_share(
    share: float, given: list[tuple[Usage, Usage]], priced: bool
) -> None:
    """Each time the agent works on, and then there is a question that would use so much."""
    session = watch = Usage()
    for work, question in given:
        if not priced:
            work, question = Usage(0, work.tokens), Usage(0, question.tokens)
        session = session.plus(work)
        if affordable(share, session, watch, question):
            watch, session = watch.plus(question), session.plus(question)
        if not priced:
            assert watch.tokens <= share * session.tokens
    if priced and all(q.cost_usd and w.cost_usd for w, q in given):
        assert watch.cost_usd <= share * session.cost_usd + 1e-9


def test_tokens_count_where_a_price_is_not_known() -> None:
    free = Usage(0, 100_000)
    assert affordable(0.03, free, Usage(), Usage(0, 3_000, 0.5))
    assert not affordable(0.03, free, Usage(), Usage(0, 3_001, 0.0))
    paid = Usage(0, 100_000, 1.0)
    assert affordable(0.03, paid, Usage(0, 0, 0.01), Usage(0, 9_000, 0.02))
    assert not affordable(0.03, paid, Usage(0, 0, 0.01), Usage(0, 1, 0.021))
