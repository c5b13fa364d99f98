"""Stop a session: the call is cancelled, the command killed, the session closed."""

from service.domain import events
from service.domain.errors import Refused
from service.domain.events import Control
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import CLOSED, State
from service.domain.turns import Outcome
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle
from service.usecases.breadcrumbs import ensure_breadcrumb
from service.usecases.commit import commit


async def stop(
    ports: Ports, person: PersonId, number: SessionNumber, *, at: Whereabouts | None = None
) -> Session:
    """Stop the session now, whatever it does; it closes the messages sent before this.
    `at` is where the person acts.

    Raises Refused if it is not the person's or is closed already.
    """

    def work(tx: Tx) -> Session:
        owner, session = access.session_for(tx, person, number, at)
        by = owner if person == owner.id else tx.persons.get(person)
        return stop_session(tx, ports, owner, session, by or owner)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def stop_session(tx: Tx, ports: Ports, owner: Person, session: Session, by: Person) -> Session:
    """Stop it inside a transaction that locked both rows; saves it and frees its slot."""
    if session.state in CLOSED:
        raise Refused(
            f"Session {session.number} is {session.state} already. A message reopens it.",
        )
    session = lifecycle.append(tx, session, [events.control(by.id, by.name, Control.STOP)])
    lifecycle.close_unread(tx, session, Fate.CLOSED)
    session = lifecycle.end_open_turn(tx, ports, session, Outcome.STOPPED)
    lifecycle.withdraw_items(tx, session, by.id, f"{by.name} stopped the session")
    session = ensure_breadcrumb(tx, session, f"Stopped by {by.name}")
    session = lifecycle.rest(tx, ports, session, State.STOPPED, f"{by.name} stopped it")
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)
    return session
