"""When a session at work is checked in on next."""

from service.domain.sessions import Session
from service.domain.timers import Timer, TimerKind
from service.ports.store import Tx


def check_in_later(tx: Tx, session: Session) -> None:
    """Check in on it after its interval, counted from now; never if it has none."""
    if session.check_every:
        due = tx.now() + session.check_every
        tx.timers.set(Timer(TimerKind.CHECK_IN, str(session.number), due))
