"""Whether a person may see a session and steer it, from where they are."""

from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.sessions import Session
from service.domain.whereabouts import Whereabouts, belongs, unknown
from service.ports.reads import Reads


def steered(
    reads: Reads, person: PersonId, number: SessionNumber, at: Whereabouts | None = None
) -> Session:
    """Return the session for its owner, a collaborator, or whom the room that they act in (`at`)
    lets steer by its present settings.

    Raises Refused for others, with the same words whether there is such a session; who reads its
    thread is told whose it is.
    """
    session = reads.session(number)
    if session is None:
        raise Refused(unknown(number))
    if reads.may_see(person, number):
        return session
    if at is None or not at.reaches(session.thread):
        raise Refused(unknown(number))
    if at.steers(reads.room(at.room), session.thread):
        return session
    raise Refused(belongs(number, _name(reads, session.owner_id), _name(reads, person)))


def _name(reads: Reads, person: PersonId) -> str:
    found = reads.person(person)
    return found.name if found else "somebody"
