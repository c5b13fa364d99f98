"""Stop a session: the call is cancelled, the command killed, the session closed."""

from dataclasses import dataclass

from service.domain import events
from service.domain.deliveries import DeliveryKind
from service.domain.errors import Refused
from service.domain.events import Control
from service.domain.ids import PersonId, SessionNumber
from service.domain.operations import OPERATOR, reason_of
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import CLOSED, State
from service.domain.turns import Outcome
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, notices, settling
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
        return stop_session(tx, ports, owner, session, person)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def stop_as_operator(ports: Ports, number: SessionNumber, reason: str) -> Session:
    """Stop anybody's session, as `stop` does; its owner is told so, and why.

    Raises Refused if there is none or it is closed already, or if the reason is too long.
    """
    line = reason_of(reason)

    def work(tx: Tx) -> Session:
        found = tx.sessions.get(number)
        if found is None:
            raise Refused(f"There is no session {number}. `heddle sessions list` shows all.")
        owner, session = lifecycle.lock_both(tx, found)
        session = _stopped(tx, ports, owner, session, _By(None, OPERATOR, line))
        notices.post(
            tx,
            ports,
            owner.id,
            notices.here_or_direct(tx, ports, owner.id, session),
            DeliveryKind.STOPPED,
            session=session.number,
            title=session.title,
            reason=line,
        )
        return session

    return await commit(ports, work)


def stop_session(
    tx: Tx, ports: Ports, owner: Person, session: Session, person: PersonId
) -> Session:
    """Stop it as the person wants, inside a transaction that locked both rows; saves it and frees
    its slot. Raises Refused if it is closed already.
    """
    by = (None if person == owner.id else tx.persons.get(person)) or owner
    return _stopped(tx, ports, owner, session, _By(by.id, by.name))


@dataclass(frozen=True, slots=True)
class _By:
    """Who stops it; no person if it is the operator."""

    person: PersonId | None
    name: str
    reason: str = ""


def _stopped(tx: Tx, ports: Ports, owner: Person, session: Session, by: _By) -> Session:
    if session.state in CLOSED:
        raise Refused(
            f"Session {session.number} is {session.state} already. A message reopens it.",
        )
    why = f": {by.reason}" if by.reason else ""
    order = events.control(by.person, by.name, Control.STOP, by.reason)
    session = lifecycle.append(tx, session, [order])
    lifecycle.close_unread(tx, session, Fate.CLOSED)
    session = lifecycle.end_open_turn(tx, session, Outcome.STOPPED)
    settling.withdraw_items(tx, session, by.person, f"{by.name} stopped the session")
    session = ensure_breadcrumb(tx, session, f"Stopped by {by.name}{why}")
    session = lifecycle.rest(tx, ports, session, State.STOPPED, f"{by.name} stopped it{why}")
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)
    return session
