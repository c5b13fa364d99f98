"""Who may do what with a session, checked inside the transaction that does it."""

from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.sessions import Session
from service.ports.store import Tx
from service.usecases.lifecycle import lock_both


def session_for(tx: Tx, person: PersonId, number: SessionNumber) -> tuple[Person, Session]:
    """Lock and return (owner, session) for its owner or a collaborator.

    Raises Refused with the same words whether the session is missing or somebody else's,
    so that numbers tell nothing.
    """
    session = tx.sessions.get(number)
    if session is None or not may_write(tx, person, session):
        raise Refused(
            f"You have no session {number}. `!list` shows yours; the owner of another can"
            " `!share` it with you.",
        )
    return lock_both(tx, session)


def owned_session(tx: Tx, person: PersonId, number: SessionNumber) -> tuple[Person, Session]:
    """Lock and return (owner, session) for its owner alone. Raises Refused for others."""
    owner, session = session_for(tx, person, number)
    if session.owner_id != person:
        raise Refused(f"Only {owner.name}, who owns session {number}, can do that.")
    return owner, session


def may_write(tx: Tx, person: PersonId, session: Session) -> bool:
    """Tell whether the person owns the session or collaborates in it."""
    return person == session.owner_id or person in tx.sessions.collaborators(session.number)


def name_of(tx: Tx, person: PersonId) -> str:
    """Return the person's name as others read it."""
    found = tx.persons.get(person)
    return found.name if found else "somebody"
