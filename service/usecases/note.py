"""A note: text that the agent reads at its next turn, without starting one."""

from service.domain import events
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.sessions import Session
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, written
from service.usecases.commit import commit


async def note(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    text: str,
    *,
    at: Whereabouts | None = None,
    unseen_via: str = "",
) -> Session:
    """Keep the text for the next turn; `at` is where the person acts. One that came through
    another channel than its thread, or where only its author reads it, is shown there:
    `unseen_via` names the channel. Raises Refused if it is empty or not the person's.
    """
    if not text.strip():
        raise Refused(f"The note is empty: `!note {number} <text>`.")

    def work(tx: Tx) -> Session:
        _, session = access.session_for(tx, person, number, at)
        name = access.name_of(tx, person)
        session = lifecycle.append(tx, session, [events.note(person, name, text)])
        tx.sessions.save(session)
        if unseen_via:
            written.show(tx, ports, session, session.next_seq - 1, name, unseen_via, note=True)
        return session

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
