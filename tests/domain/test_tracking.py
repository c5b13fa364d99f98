"""What a session's record keeps of its events."""

from dataclasses import replace

from service.domain import events
from service.domain.events import Control, Draft, Event
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.tracking import cleared, tracked

ANN = PersonId("ann")
THREAD = ThreadKey("web", "", "r", "1")
FRESH = Session(SessionNumber(1), THREAD, ANN, "A", State.RUNNING, "m", "p", 1.0, 1.0, 1.0)


def after(session: Session, *drafts: Draft, at: float = 5.0) -> Session:
    rows = [
        Event(session.number, seq, each.kind, each.actor, at, each.payload)
        for seq, each in enumerate(drafts, 1)
    ]
    return tracked(session, rows)


def test_nudges_count_until_somebody_writes() -> None:
    nudged = after(FRESH, events.nudge("same_call", "x"), events.nudge("cycle", "y"))
    assert nudged == replace(FRESH, nudges=2)
    assert after(nudged, events.notice("A file is there")) == nudged
    doubted = replace(nudged, doubt=0.5)
    assert after(doubted, events.message(ANN, "Ann", "Go")) == replace(FRESH, heard_at=5.0)
    assert after(doubted, events.note(ANN, "Ann", "By the way")) == replace(FRESH, heard_at=5.0)


def test_what_it_took_is_remembered_until_its_work_is_done() -> None:
    redirect = events.control(ANN, "Ann", Control.REDIRECT)
    retry = events.control(ANN, "Ann", Control.RETRY, "a hint")
    park = events.control(ANN, "Ann", Control.PARK)
    found = after(FRESH, redirect, events.message(ANN, "Ann", "x"), retry, redirect, park)
    assert found == replace(FRESH, heard_at=5.0, redirects=2, retries=1)
    assert cleared(found) == replace(FRESH, heard_at=5.0)


def test_an_answer_that_heddle_gives_by_default_is_nobody_s() -> None:
    given = events.answer("heddle", "heddle", ItemId("i"), "c", "Stripe")
    assert after(FRESH, given) == FRESH
