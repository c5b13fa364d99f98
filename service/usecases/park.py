"""Park a session: after the current step it frees its slot and keeps everything."""

from dataclasses import replace

from service.domain import events
from service.domain.errors import Refused
from service.domain.events import Control
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.states import AT_REST, State
from service.domain.timers import TimerKind
from service.domain.turns import Outcome, TurnState
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle
from service.usecases.breadcrumbs import ensure_breadcrumb
from service.usecases.commit import commit
from service.usecases.patience import patience, watch_waiting


async def park(
    ports: Ports, person: PersonId, number: SessionNumber, *, at: Whereabouts | None = None
) -> Session:
    """Park the session; one that runs is parked after its current step. `at` is where the person
    acts.

    An open question stays answerable. Raises Refused if it is not the person's or is at
    rest already.
    """

    def work(tx: Tx) -> Session:
        owner, session = access.session_for(tx, person, number, at)
        if session.state in AT_REST:
            raise Refused(f"Session {number} is {session.state} already and holds no slot.")
        name = access.name_of(tx, person)
        session = lifecycle.append(tx, session, [events.control(person, name, Control.PARK)])
        turn = tx.turns.lock(session.turn_id) if session.turn_id else None
        if turn is not None and turn.state == TurnState.RUNNING:
            session = replace(session, park_asked=True)
            tx.sessions.save(session)
            return session
        return park_session(tx, ports, owner, session, f"{name} parked it")

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def park_session(tx: Tx, ports: Ports, owner: Person, session: Session, why: str) -> Session:
    """Park it now, inside a transaction that locked both rows; saves it, frees its slot."""
    lifecycle.close_unread(tx, session, Fate.KEPT)
    session = lifecycle.end_open_turn(tx, session, Outcome.PARKED)
    session = ensure_breadcrumb(tx, session, "Parked")
    session = lifecycle.rest(tx, ports, session, State.PARKED, why)
    tx.sessions.save(session)
    lifecycle.promote(tx, ports, owner)
    return session


async def park_if_still_waiting(ports: Ports, number: SessionNumber) -> None:
    """The timer of a waiting session is due: park it if its slot is wanted or it is a day old."""

    def work(tx: Tx) -> None:
        seen = tx.sessions.get(number)
        if seen is None:
            return
        owner, session = lifecycle.lock_both(tx, seen)
        if session.state != State.WAITING:
            tx.timers.drop(TimerKind.PARK, str(number))
            return
        waited = tx.now() - session.state_since
        longest, wanted = ports.policy.park_anyway, bool(tx.sessions.queue(owner.id))
        bearable = patience(tx, ports, owner.id) if wanted else longest
        if wanted and waited >= bearable:
            park_session(tx, ports, owner, session, "somebody else of yours needs the slot")
        elif waited >= longest:
            park_session(tx, ports, owner, session, "nobody answered for a day")
        else:
            watch_waiting(tx, session, session.state_since + min(bearable, longest))

    await commit(ports, work)
