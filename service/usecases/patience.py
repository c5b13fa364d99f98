"""How long a session that waits for its person may hold a slot."""

from service.domain.ids import PersonId
from service.domain.sessions import Session
from service.domain.timers import Timer, TimerKind
from service.ports.bundle import Ports
from service.ports.store import Tx


def hasten_parking(tx: Tx, ports: Ports, owner: PersonId) -> None:
    """A session of the owner's is queued now, so those that wait may be parked sooner."""
    for number in tx.sessions.oldest_waiting(owner):
        waiting = tx.sessions.get(number)
        if waiting is not None:
            due = waiting.state_since + patience(tx, ports, waiting.owner_id)
            watch_waiting(tx, waiting, max(due, tx.now()))


def patience(tx: Tx, ports: Ports, owner: PersonId) -> float:
    """Return how many seconds a question may hold a slot that is wanted; none while it is
    quiet and nobody answers.
    """
    quiet = tx.preferences.get(owner).quiet_hours
    return 0.0 if quiet and quiet.holds(tx.now()) else ports.policy.park_when_queued


def watch_waiting(tx: Tx, session: Session, due: float) -> None:
    """Look at a waiting session again at `due`; sooner if somebody of the owner's queues."""
    tx.timers.set(Timer(TimerKind.PARK, str(session.number), due))
