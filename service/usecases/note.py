"""A note: text that the agent reads at its next turn, without starting one."""

from service.domain import events
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.sessions import Session
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle
from service.usecases.commit import commit


async def note(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    text: str,
    *,
    at: Whereabouts | None = None,
) -> Session:
    """Keep the text for the next turn; `at` is where the person acts. Raises Refused if it is
    empty or not the person's.
    """
    if not text.strip():
        raise Refused(f"The note is empty: `!note {number} <text>`.")

    def work(tx: Tx) -> Session:
        _, session = access.session_for(tx, person, number, at)
        name = access.name_of(tx, person)
        session = lifecycle.append(tx, session, [events.note(person, name, text)])
        tx.sessions.save(session)
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
