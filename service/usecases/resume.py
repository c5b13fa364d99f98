"""Let a session at rest go on: as it was (resume), or over again with a hint (retry)."""

from service.domain import events
from service.domain.errors import Refused
from service.domain.events import Control
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ItemKind, Reason
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.states import AT_REST, State
from service.domain.turns import Outcome
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, settling
from service.usecases.commit import commit
from service.usecases.steered import show_words


async def resume(
    ports: Ports, person: PersonId, number: SessionNumber, *, at: Whereabouts | None = None
) -> Session:
    """Queue a parked, failed or stopped session; it goes on where it was. `at` is where the
    person acts.

    Raises Refused if it is not the person's, is at work, or is done.
    """

    def work(tx: Tx) -> Session:
        owner, session = access.session_for(tx, person, number, at)
        if session.state not in AT_REST:
            raise Refused(f"Session {number} is {session.state}; there is nothing to resume.")
        if session.state == State.DONE:
            raise Refused(f"Session {number} is done. Write in its thread to go on with it.")
        name = access.name_of(tx, person)
        session = lifecycle.append(
            tx,
            session,
            [
                events.control(person, name, Control.RESUME),
                events.notice(f"{name} resumed the session. Go on where you were."),
            ],
        )
        return lifecycle.start_or_queue(tx, ports, owner, session)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def retry(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    hint: str = "",
    *,
    at: Whereabouts | None = None,
    unseen: bool = False,
) -> Session:
    """Queue a session at rest for a new turn on the same history, with an optional hint.

    One that is stuck starts over at once. What it asked is withdrawn. `at` is where the person
    acts; a hint that is `unseen` stands in no message of the session's thread, so that it is
    shown there. Raises Refused if it is not the person's or is at work.
    """

    def work(tx: Tx) -> Session:
        owner, session = access.session_for(tx, person, number, at)
        session = retry_session(tx, ports, owner, session, person, hint)
        if unseen and hint.strip():
            show_words(tx, ports, session, access.name_of(tx, person), Control.RETRY, hint)
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def retry_session(
    tx: Tx,
    ports: Ports,
    owner: Person,
    session: Session,
    person: PersonId,
    hint: str,
    *,
    stuck: bool = False,
) -> Session:
    """Start it again inside a transaction that locked both rows; saves it.

    One that is `stuck`, or has an alert open that says so, starts again on its slot, in a new
    turn. Raises Refused if the session is at work otherwise.
    """
    again = session.state == State.RUNNING and (stuck or _is_stuck(tx, session))
    if session.state not in AT_REST and not again:
        raise Refused(
            f"Session {session.number} is {session.state}. `!redirect {session.number} …` changes"
            " its course while it works; `!stop` it first to start over.",
        )
    name = access.name_of(tx, person)
    settling.withdraw_items(tx, session, person, f"{name} started it again", [ItemKind.HELD])
    told = f"{name} asks you to try again."
    drafts = [
        events.control(person, name, Control.RETRY, hint),
        events.notice(f"{told} {events.HINT}{hint}" if hint.strip() else told),
    ]
    if not again:
        session = lifecycle.append(tx, session, drafts)
        return lifecycle.start_or_queue(tx, ports, owner, session)
    session = lifecycle.append(tx, lifecycle.end_open_turn(tx, session, Outcome.RESTARTED), drafts)
    session = lifecycle.open_turn(tx, ports, session)
    tx.sessions.save(session)
    return session


def _is_stuck(tx: Tx, session: Session) -> bool:
    return any(each.reason is Reason.STUCK for each in tx.items.open_of(session.number))
