"""Saving what a stopped, failed or parked session made; it holds no slot meanwhile."""

import structlog

from service.domain.effects import Job, Ring
from service.domain.errors import Temporary
from service.domain.ids import SessionNumber
from service.domain.items import LEAVE_FILES, TRY_AGAIN, Reason
from service.domain.sessions import Session
from service.domain.states import AT_REST
from service.domain.timers import Timer, TimerKind
from service.ports.bundle import Ports, WorkerPorts
from service.ports.store import Tx
from service.usecases import close_turn, lifecycle
from service.usecases.capture_turn import capture
from service.usecases.commit import commit

_log = structlog.get_logger(__name__)


async def capture_later(ports: WorkerPorts, number: SessionNumber) -> None:
    """Save a session at rest; if that fails, tell its owner and let the timer try again."""
    base = ports.base
    session = await base.store.read(lambda reads: reads.session(number))
    if session is None or not _wanted(session):
        return
    async with ports.workspaces.hold(number, session.created_at) as workspace:
        session = await base.store.read(lambda reads: reads.session(number))
        if session is None or not _wanted(session):
            return
        try:
            bundle, captured = await capture(ports, number, session.state, workspace)
        except Temporary as error:
            why = str(error)
            await commit(base, lambda tx: _failed(tx, base, number, why))
            return
        version = session.captures

        def work(tx: Tx) -> None:
            now = tx.sessions.lock(number)
            if now.captures != version:
                return
            tx.timers.drop(TimerKind.CAPTURE, str(number))
            now = close_turn.note_capture(tx, now, captured, bundle.upto_seq)
            if now.state in AT_REST:
                lifecycle.request_capture(tx, base, now)

        await commit(base, work)


async def capture_due(ports: Ports, number: SessionNumber) -> None:
    """The timer of a capture is due: ring for it again while it is still wanted."""

    def work(tx: Tx) -> None:
        session = tx.sessions.get(number)
        if session is None or not _wanted(session):
            tx.timers.drop(TimerKind.CAPTURE, str(number))
            return
        due = tx.now() + ports.policy.capture_again
        tx.timers.set(Timer(TimerKind.CAPTURE, str(number), due))
        ring = int(tx.now() * 1000)
        tx.effects.append(Ring(Job.CAPTURE, str(number), session.captures, ring, session.pool))

    await commit(ports, work)


def _wanted(session: Session) -> bool:
    return session.state in AT_REST and session.captured_upto < session.next_seq - 1


def _failed(tx: Tx, ports: Ports, number: SessionNumber, why: str) -> None:
    """Tell the owner once; the timer goes on trying."""
    seen = tx.sessions.get(number)
    if seen is None:
        return
    _, session = lifecycle.lock_both(tx, seen)
    if session.state not in AT_REST:
        return
    due = tx.now() + ports.policy.capture_again
    tx.timers.set(Timer(TimerKind.CAPTURE, str(number), due))
    if any(each.reason == Reason.CAPTURE_FAILED for each in tx.items.open_of(number)):
        return
    text = f"What session {number} made could not be saved: {why}"
    _log.error("capture_failed", session=number, error=why)
    session = close_turn.open_alert(
        tx, ports, session, None, Reason.CAPTURE_FAILED, text, (TRY_AGAIN, LEAVE_FILES)
    )
    tx.sessions.save(session)
