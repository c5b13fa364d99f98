"""The closing transaction of a turn: nothing that came in meanwhile is left behind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.domain import breadcrumbs, events
from service.domain.captures import Captured, CapturedFile
from service.domain.events import Kind
from service.domain.items import (
    DISMISS,
    LEAVE_FILES,
    RETRY,
    TRY_AGAIN,
    Item,
    ItemKind,
    Reason,
    Severity,
)
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.turns import Lease, Outcome, Turn
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import lifecycle, posting, settling, tell
from service.usecases.breadcrumbs import agent_left_one, ensure_breadcrumb
from service.usecases.record import fence


def lock_for_holder(tx: Tx, lease: Lease) -> tuple[Person, Session, Turn]:
    """Lock owner, session and turn for the turn's holder. Raises LeaseLost."""
    seen = tx.sessions.get(lease.session)
    assert seen is not None  # noqa: S101  sessions are never removed
    owner = tx.persons.lock(seen.owner_id)
    session, turn = fence(tx, lease)
    return owner, session, turn


def close_done(
    tx: Tx,
    ports: Ports,
    lease: Lease,
    captured: Captured,
    upto: int,
    result: str,
    changed: Sequence[CapturedFile] = (),
) -> State:
    """End a turn whose result is saved; return the state that the session is in then.

    A message that came in meanwhile opens the next turn on the same slot. `changed` are the
    files that the capture holds and the one before it did not.
    """
    owner, session, turn = lock_for_holder(tx, lease)
    alone = session.next_seq - 1 == upto
    answered = posting.answered(tx, ports, session, turn)
    posting.made(tx, ports, session, captured.version, changed)
    session = _note_capture(tx, session, captured, upto)
    lifecycle.end_turn(tx, session, turn, turn.outcome or Outcome.ANSWERED)
    if unread_messages(tx, session):
        session = replace(session, park_asked=False)
        session = lifecycle.open_turn(tx, ports, session)
        tx.sessions.save(session)
        return session.state
    if turn.outcome == Outcome.FINISHED or not agent_left_one(tx, session):
        line = breadcrumbs.one_line(
            f"{breadcrumbs.DONE}{breadcrumbs.first_line(result) or session.title}"
        )
        session = lifecycle.append(tx, session, [events.breadcrumb(line, "heddle")])
    session = lifecycle.rest(tx, ports, session, State.DONE, "finished and saved")
    if alone:
        session = replace(session, captured_upto=session.next_seq - 1)
    tx.sessions.save(session)
    if tx.now() - turn.opened_at >= ports.policy.result_after:
        _tell_result(tx, ports, session, turn, captured, result, told=answered)
    lifecycle.promote(tx, ports, owner)
    return State.DONE


def _tell_result(
    tx: Tx,
    ports: Ports,
    session: Session,
    turn: Turn,
    captured: Captured,
    result: str,
    *,
    told: bool,
) -> None:
    """Tell the owner of a result that took longer than anybody looks on; `told`: the answer that
    was posted into its thread does that already.
    """
    for item in tx.items.open_of(session.number):
        if item.kind is ItemKind.RESULT:
            settling.withdraw(tx, item, None, "a newer result is there")
    item = Item(
        lifecycle.new_item_id(ports),
        session.number,
        session.owner_id,
        ItemKind.RESULT,
        breadcrumbs.one_line(breadcrumbs.first_line(result) or session.title),
        tx.now(),
        severity=Severity.INFORMATIVE,
        choices=(DISMISS,),
        turn=turn.id,
        facts={
            "version": captured.version,
            "files": len(captured.files),
            "seconds": round(tx.now() - turn.opened_at, 1),
            "cost_usd": turn.cost_usd,
        },
    )
    if told:
        tell.opened_as_told(tx, ports, item)
    else:
        lifecycle.open_item(tx, ports, item)


def unread_messages(tx: Tx, session: Session) -> bool:
    """Tell whether a message came in that no model has read, and that still has its text."""
    fresh = tx.events.after(session.number, session.read_upto, {Kind.MESSAGE})
    return any(not event.erased for event in fresh)


def note_capture(tx: Tx, session: Session, captured: Captured, upto: int) -> Session:
    """Record the capture of a session at rest; saves it, withdraws alerts about it.

    What came in after event `upto` is left for the next capture.
    """
    alone = session.next_seq - 1 == upto
    session = _note_capture(tx, session, captured, upto)
    for item in tx.items.open_of(session.number):
        if item.reason == Reason.CAPTURE_FAILED:
            settling.withdraw(tx, item, None, "it is saved now")
    if alone:
        session = replace(session, captured_upto=session.next_seq - 1)
    tx.sessions.save(session)
    return session


def _note_capture(tx: Tx, session: Session, captured: Captured, upto: int) -> Session:
    tx.add_capture(captured, upto, tx.now())
    files = [each.as_json() for each in captured.files]
    draft = events.captured(captured.version, captured.address, files, session.title)
    session = lifecycle.append(tx, session, [draft])
    return replace(session, captures=captured.version, captured_upto=upto)


def close_waiting(
    tx: Tx, ports: Ports, session: Session, turn: Turn, outcome: Outcome, why: str
) -> Session:
    """End a turn that waits for a person; saves the session, which keeps its slot.

    A session that somebody asked to park is parked, unless its result is not saved yet; what
    it asks stays answerable.
    """
    parks = session.park_asked and outcome != Outcome.UNCAPTURED
    lifecycle.end_turn(tx, session, turn, outcome)
    lifecycle.close_unread(tx, session, Fate.KEPT)
    line = breadcrumbs.one_line(f"Waiting for you: {why}")
    session = lifecycle.append(tx, session, [events.breadcrumb(line, "heddle")])
    if not parks:
        session = lifecycle.wait_for_person(tx, ports, session, why)
        tx.sessions.save(session)
        return session
    session = lifecycle.rest(tx, ports, session, State.PARKED, "parked after its step")
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, tx.persons.lock(session.owner_id))
    return session


def close_uncaptured(tx: Tx, ports: Ports, lease: Lease, why: str) -> None:
    """Saving failed for good: the session waits for its owner and keeps its slot."""
    _, session, turn = lock_for_holder(tx, lease)
    settling.withdraw_with_turn(tx, session.number)
    posting.answered(tx, ports, session, turn)
    ask = f"The result of session {session.number} could not be saved: {why}"
    session = open_alert(
        tx, ports, session, turn, Reason.CAPTURE_FAILED, ask, (TRY_AGAIN, LEAVE_FILES)
    )
    close_waiting(tx, ports, session, turn, Outcome.UNCAPTURED, ask)


def close_parked(tx: Tx, ports: Ports, lease: Lease) -> None:
    """Park a session after its step, as somebody asked; what is unread is kept."""
    owner, session, turn = lock_for_holder(tx, lease)
    lifecycle.end_turn(tx, session, turn, Outcome.PARKED)
    lifecycle.close_unread(tx, session, Fate.KEPT)
    session = ensure_breadcrumb(tx, session, "Parked")
    session = lifecycle.rest(tx, ports, session, State.PARKED, "parked after its step")
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)


def close_failed(tx: Tx, ports: Ports, lease: Lease, why: str) -> None:
    """Fail the turn of a holder and keep everything."""
    owner, session, turn = lock_for_holder(tx, lease)
    fail_session(tx, ports, owner, session, turn, why)


def close_short(tx: Tx, ports: Ports, lease: Lease, known: int, why: str) -> bool:
    """Park a session whose turn stopped before it was done, and say so with a retry.

    Returns False and changes nothing if something came in after event `known`: that is read
    first.
    """
    owner, session, turn = lock_for_holder(tx, lease)
    if tx.events.after(session.number, known, {Kind.MESSAGE, Kind.ANSWER}):
        return False
    posting.answered(tx, ports, session, turn)
    lifecycle.end_turn(tx, session, turn, Outcome.STOPPED_SHORT)
    lifecycle.close_unread(tx, session, Fate.KEPT)
    session = open_alert(tx, ports, session, turn, Reason.STOPPED_SHORT, why, (RETRY, DISMISS))
    session = ensure_breadcrumb(tx, session, "Stopped short")
    session = lifecycle.rest(tx, ports, session, State.PARKED, "stopped before it was done")
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)
    return True


def fail_session(
    tx: Tx, ports: Ports, owner: Person, session: Session, turn: Turn, why: str
) -> None:
    """Fail the session, say why, keep everything resumable and free its slot; saves it."""
    lifecycle.end_turn(tx, session, turn, Outcome.FAILED)
    lifecycle.close_unread(tx, session, Fate.KEPT)
    session = open_alert(tx, ports, session, turn, Reason.TURN_FAILED, why, (RETRY, DISMISS))
    session = ensure_breadcrumb(tx, session, "Failed")
    session = lifecycle.rest(tx, ports, session, State.FAILED, why)
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)


def open_alert(
    tx: Tx,
    ports: Ports,
    session: Session,
    turn: Turn | None,
    reason: Reason,
    text: str,
    choices: tuple[str, ...],
    facts: Mapping[str, Any] | None = None,
) -> Session:
    """Open an alert on the session and show it in the thread; the caller saves the session."""
    item = Item(
        lifecycle.new_item_id(ports),
        session.number,
        session.owner_id,
        ItemKind.ALERT,
        text,
        tx.now(),
        reason=reason,
        severity=Severity.IMPORTANT if reason is Reason.CAPTURE_FAILED else Severity.NORMAL,
        choices=choices,
        turn=turn.id if turn else None,
        facts=dict(facts or {}),
    )
    lifecycle.open_item(tx, ports, item)
    return lifecycle.append(tx, session, [events.alert(reason, text, item.id)])
