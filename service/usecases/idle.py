"""A call shows no sign of life for longer than it usually takes: its person is told once, with
ways out, and it is taken back when life is seen again.
"""

from dataclasses import replace

import structlog

from service.domain import events
from service.domain.effects import Cancel
from service.domain.errors import Refused
from service.domain.events import Control, Kind
from service.domain.ids import PersonId
from service.domain.items import (
    CANCEL_CALL,
    KEEP_WAITING,
    STOP,
    USE_OTHER,
    Item,
    ItemState,
    Reason,
)
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.turns import CallKind, InFlight, Phase, Turn
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, close_turn, lifecycle, settling, stop

LOOK_AGAIN = 2.0
"""Seconds between two looks at a call of which somebody was told."""
_SAME = 0.5
"""Seconds by which two beats may place one moment apart."""
_BEATS = 3.0
"""Beats for which what a holder told last counts as known."""
_log = structlog.get_logger(__name__)


def look(tx: Tx, ports: Ports, session: Session, turn: Turn) -> float | None:
    """Look at a turn whose holder lives; owner, session and turn are locked. Tell its owner if
    the call that it waits for is overdue, or take that back.

    Return when to look again; None: not before its lease is looked at.
    """
    told = tx.items.get(turn.idle_item) if turn.idle_item else None
    if told is not None and told.state is ItemState.OPEN:
        why = _taken_back(tx, session, turn, told)
        if why:
            settling.withdraw(tx, told, None, why)
        return tx.now() + LOOK_AGAIN
    flight, now = turn.flight, tx.now()
    if flight is None or turn.expected_by is None:
        return None
    due = max(turn.expected_by, _told_again_at(flight, told))
    if due > now:
        return due
    if turn.lease_until - now < ports.policy.lease - _BEATS * ports.policy.beat:
        return now + ports.policy.beat
    if not _is_nobodys_wait(tx, session, turn, flight):
        return None
    _tell(tx, ports, session, turn, flight)
    return now + LOOK_AGAIN


def _taken_back(tx: Tx, session: Session, turn: Turn, told: Item) -> str:
    """Say why nobody needs to act any more; empty if somebody still should."""
    flight, facts = turn.flight, told.facts
    if flight is None or flight.call != facts["call"]:
        return "it goes on by itself"
    if flight.last > facts["last"] + _SAME:
        return "it shows signs of life again"
    if tx.events.after(session.number, facts["seq"], {Kind.MESSAGE}):
        return "somebody wrote to it"
    return ""


def _told_again_at(flight: InFlight, told: Item | None) -> float:
    """Return when a silence of the same call is told again: once it is twice as long as it was
    when somebody last knew of it.
    """
    if told is None or told.facts["call"] != flight.call:
        return 0.0
    known: float = (told.resolved_at or told.opened_at) - told.facts["last"]
    return flight.last + 2.0 * known


def _is_nobodys_wait(tx: Tx, session: Session, turn: Turn, flight: InFlight) -> bool:
    """Tell whether nothing explains the silence, and its person wants to hear of it."""
    waits = turn.wait_until is not None and turn.wait_until > tx.now()
    if session.muted or waits or turn.phase is not Phase.WORK:
        return False
    return flight.kind is not CallKind.MODEL or tx.limits.lock(flight.name).is_open


def _tell(tx: Tx, ports: Ports, session: Session, turn: Turn, flight: InFlight) -> None:
    silent = tx.now() - flight.last
    _log.warning(
        "idle", session=session.number, turn=turn.id, waits_for=flight.name, silent=round(silent)
    )
    others = tuple(f"{USE_OTHER}{each}" for each in flight.others)
    session = close_turn.open_alert(
        tx,
        ports,
        session,
        turn,
        Reason.IDLE,
        evidence(flight, silent),
        (CANCEL_CALL, *others, KEEP_WAITING, STOP),
        {"call": flight.call, "last": flight.last, "seq": session.next_seq, "what": flight.label},
    )
    tx.sessions.save(session)
    opened = next(i for i in tx.items.open_of(session.number) if i.reason is Reason.IDLE)
    tx.turns.save(replace(turn, idle_item=opened.id))


def evidence(flight: InFlight, silent: float) -> str:
    """Say in one line what is silent, for how long, and how long it usually is."""
    usual = None if flight.usual is None else _span(flight.usual)
    if flight.kind is CallKind.TOOL:
        told = f"`{flight.label}` has shown nothing for {_span(silent)}"
        return f"{told}; it usually takes {usual}" if usual else told
    if not flight.begun:
        told = f"{flight.label} has sent nothing for {_span(silent)}"
        return f"{told}; its first word usually comes within {usual}" if usual else told
    told = f"{flight.label} fell silent in the middle of its reply, {_span(silent)} ago"
    return f"{told}; its pauses are usually under {usual}" if usual else told


def _span(seconds: float) -> str:
    if seconds < 9.5:
        return f"{max(seconds, 0.1):.1f} s".replace(".0 s", " s")
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def decided(
    tx: Tx,
    ports: Ports,
    owner: Person,
    session: Session,
    item: Item,
    person: PersonId,
    choice: str,
) -> Session:
    """Carry out what a person chose for a call that shows no sign of life; both rows are locked.
    Saves the session. Raises Refused if the call has ended by itself.
    """
    if choice == KEEP_WAITING:
        return session
    if choice == STOP:
        return stop.stop_session(tx, ports, owner, session, person)
    turn = tx.turns.lock(session.turn_id) if session.turn_id else None
    flight = turn.flight if turn else None
    if turn is None or flight is None or flight.call != item.facts["call"]:
        raise Refused("That call has ended by itself meanwhile; nothing was cancelled.")
    name, seq = access.name_of(tx, person), session.next_seq
    order = events.control(person, name, Control.CANCEL, flight.label)
    if choice != CANCEL_CALL:
        model = choice.removeprefix(USE_OTHER)
        session = replace(session, model=model)
        order = events.control(person, name, Control.MODEL, model)
    session = lifecycle.append(tx, session, [order])
    tx.sessions.save(session)
    tx.turns.save(replace(turn, cancel_seq=seq))
    tx.effects.append(Cancel(turn.id))
    return session
