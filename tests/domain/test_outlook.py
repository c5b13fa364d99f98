"""Which session needs its person first, and which is likely to next."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.budgets import Limits
from service.domain.conditions import What
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind, Severity
from service.domain.outlook import Level, Outlook, Sign, outlook
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey

ANN, NOW = PersonId("ann"), 1_800_000_000.0
LIMITS = Limits(cost_usd=10.0)


def session(number: int = 1, state: State = State.RUNNING, **more: Any) -> Session:
    key = ThreadKey("web", "", "r", str(number))
    row = Session(SessionNumber(number), key, ANN, "A session", state, "m", "p", NOW, NOW, NOW)
    return replace(row, **{"heard_at": NOW, **more})


def item(number: int = 1, waited: float = 60.0, **more: Any) -> Item:
    row = Item(ItemId(f"i{number}"), SessionNumber(number), ANN, ItemKind.QUESTION, "?", NOW)
    return replace(row, opened_at=NOW - waited, **more)


def judged(row: Session, *items: Item, **more: Any) -> Outlook:
    return outlook(row, items, NOW, LIMITS, **more)


SIGNS: dict[Sign, dict[str, Any]] = {
    Sign.NUDGED: {"nudges": 1},
    Sign.DOUBTED: {"doubt": 0.75},
    Sign.SILENT: {"changed_at": NOW - 400},
    Sign.BUDGET: {"cost_usd": 8.5},
    Sign.REDIRECTED: {"redirects": 2},
    Sign.RETRIED: {"retries": 2},
    Sign.ALONE: {"heard_at": NOW - 5 * 3600},
}


@pytest.mark.parametrize("sign", Sign)
def test_each_sign_makes_it_likely(sign: Sign) -> None:
    found = judged(session(**SIGNS[sign]))
    assert found.level is Level.LIKELY
    assert [each for each, _ in found.signs] == [sign]


def test_what_is_as_it_should_be_needs_nobody() -> None:
    fine: dict[str, Any] = {"doubt": 0.3, "cost_usd": 7.0, "redirects": 1, "changed_at": NOW - 200}
    assert judged(session(**fine)) == Outlook(Level.NEEDS_NOBODY, (NOW, 1.0))
    assert judged(session(heard_at=NOW - 3 * 3600)).level is Level.NEEDS_NOBODY


def test_small_signs_add_up_and_the_strongest_is_named_first() -> None:
    found = judged(session(redirects=1, retries=1, nudges=2))
    assert found.signs == ((Sign.NUDGED, 2.0), (Sign.REDIRECTED, 1.0), (Sign.RETRIED, 1.0))
    assert judged(session(redirects=1, retries=1)).level is Level.LIKELY


def test_a_budget_of_its_own_and_what_was_granted_count() -> None:
    assert judged(session(cost_usd=1.9, budget_usd=2.0)).signs == ((Sign.BUDGET, 0.95),)
    assert judged(session(cost_usd=1.9, budget_usd=2.0, grants=1)).level is Level.NEEDS_NOBODY


def test_who_waits_for_a_provider_is_not_silent() -> None:
    silent = session(changed_at=NOW - 4000)
    assert judged(silent).level is Level.LIKELY
    assert judged(silent, what=What.LIMITED).level is Level.NEEDS_NOBODY


def test_only_who_works_is_expected_to_need_somebody() -> None:
    for state in set(State) - {State.RUNNING}:
        assert judged(session(state=state, nudges=3, redirects=3)).level is not Level.LIKELY


def test_results_and_what_is_snoozed_need_nobody() -> None:
    news = item(kind=ItemKind.RESULT)
    snoozed = item(snoozed_until=NOW + 9)
    assert judged(session(state=State.DONE), news, snoozed).level is Level.RESTS
    assert judged(session(state=State.DONE), news, snoozed, item()).item == item()


def test_one_order_from_what_needs_you_to_what_rests() -> None:
    rows = {
        "severe": judged(session(9), item(9, severity=Severity.IMPORTANT, waited=1)),
        "waits long": judged(session(8, State.PARKED), item(8, waited=600)),
        "waits": judged(session(7, State.PARKED), item(7)),
        "nudged": judged(session(6, nudges=2)),
        "near its limit": judged(session(5, cost_usd=8.5)),
        "waits for Bob": judged(session(4, State.WAITING)),
        "longest": judged(session(3, state_since=NOW - 9)),
        "quiet": judged(session(2)),
        "next": judged(session(12, State.QUEUED, queue_rank=5.0), position=1),
        "later": judged(session(11, State.QUEUED, queue_rank=1.0), position=2),
        "Bob's": judged(session(10, State.QUEUED)),
        "muted": judged(session(14, State.WAITING, muted=True), item(14)),
        "parked": judged(session(13, State.PARKED)),
        "done": judged(session(16, State.DONE)),
        "done before": judged(session(15, State.DONE, changed_at=NOW - 5)),
    }
    assert sorted(rows, key=lambda name: rows[name].order) == list(rows)


@given(
    state=st.sampled_from(State),
    muted=st.booleans(),
    nudges=st.integers(0, 9),
    redirects=st.integers(0, 9),
    doubt=st.floats(0, 1),
    silent=st.floats(0, 1e6),
    cost=st.floats(0, 100),
    asked=st.booleans(),
)
def test_every_session_has_its_place(
    state: State,
    muted: bool,
    nudges: int,
    redirects: int,
    doubt: float,
    silent: float,
    cost: float,
    asked: bool,
) -> None:
    facts: dict[str, Any] = {
        "nudges": nudges,
        "redirects": redirects,
        "doubt": doubt,
        "cost_usd": cost,
    }
    row = session(state=state, muted=muted, changed_at=NOW - silent, **facts)
    found = judged(row, *([item()] if asked else []))
    assert (found.level is Level.NEEDS_YOU) == (asked and not muted)
    assert (found.item is not None) == (found.level is Level.NEEDS_YOU)
    assert bool(found.signs) == (found.level is Level.LIKELY)
    worse = judged(replace(row, nudges=nudges + 1), *([item()] if asked else []))
    assert worse.order <= found.order


def test_what_is_frozen_waits_for_its_operator_whatever_its_signs_say() -> None:
    row = session(nudges=3, changed_at=NOW - 4000, state_since=NOW - 5000)
    assert judged(row).level is Level.LIKELY
    assert judged(row, what=What.FROZEN).level is Level.WAITS
    assert judged(row, item(), what=What.FROZEN).level is Level.NEEDS_YOU
