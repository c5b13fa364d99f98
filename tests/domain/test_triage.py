"""One order of what needs its person first."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind, Severity
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.triage import ordered, urgency

ANN, NOW = PersonId("ann"), 1_800_000_000.0


def session(number: int, state: State) -> Session:
    key = ThreadKey("web", "", "r", str(number))
    return Session(SessionNumber(number), key, ANN, "A session", state, "demo", "d", NOW, NOW, NOW)


SESSIONS = {
    SessionNumber(number): session(number, state) for number, state in enumerate(State, start=1)
}


@st.composite
def item(draw: st.DrawFn) -> Item:
    return Item(
        ItemId(draw(st.text("abc", min_size=1, max_size=4))),
        SessionNumber(draw(st.integers(1, len(SESSIONS) + 1))),
        ANN,
        ItemKind.QUESTION,
        "Which?",
        NOW - draw(st.integers(0, 100)),
        severity=draw(st.sampled_from(list(Severity))),
        snoozed_until=draw(st.none() | st.integers(-100, 100).map(lambda each: NOW + each)),
    )


@given(st.lists(item(), max_size=8, unique_by=lambda each: each.id), st.randoms())
def test_the_order_is_total_and_by_snooze_then_severity(items: list[Item], chance: object) -> None:
    found = ordered(items, SESSIONS, NOW)
    assert sorted(found, key=lambda each: each.id) == sorted(items, key=lambda each: each.id)
    assert ordered(list(reversed(items)), SESSIONS, NOW) == found
    ranks = [(each.snoozed(NOW), -each.severity) for each in found]
    assert ranks == sorted(ranks)
    keys = [urgency(each, SESSIONS.get(each.session), NOW) for each in found]
    assert len(set(keys)) == len(keys)


def test_a_minute_weighs_more_while_a_session_spends_or_holds_a_slot() -> None:
    def waiting(name: str, state: State | None, seconds: float) -> Item:
        numbers = {each.state: number for number, each in SESSIONS.items()}
        number = numbers[state] if state else SessionNumber(99)
        return Item(ItemId(name), number, ANN, ItemKind.QUESTION, "Which?", NOW - seconds)

    items = [
        waiting("gone", None, 59),
        waiting("rests", State.PARKED, 60),
        waiting("waits", State.WAITING, 31),
        waiting("runs", State.RUNNING, 21),
    ]
    assert [each.id for each in ordered(items, SESSIONS, NOW)] == ["runs", "waits", "rests", "gone"]
