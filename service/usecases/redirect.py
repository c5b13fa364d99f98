"""Redirect: cancel the current model call, then steer."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.errors import Refused
from service.domain.events import Attachment, Control
from service.domain.ids import PersonId, SessionNumber
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session
from service.domain.states import AT_REST, State
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, answer, lifecycle
from service.usecases.commit import commit
from service.usecases.set_course import set_course
from service.usecases.steered import show_words


@dataclass(frozen=True, slots=True)
class Redirected:
    """The session as it stands after it; `again` if it was redirected by this message before."""

    session: Session
    again: bool = False


async def redirect(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    text: str,
    key: str,
    attachments: Sequence[Attachment] = (),
    *,
    at: Whereabouts | None = None,
    unseen: bool = False,
) -> Redirected:
    """Give the session another course at once; what it asked is withdrawn.

    A session at rest starts again with the text. `key` is the receipt key: the same
    message again does nothing. `at` is where the person acts; what is `unseen` stands in no
    message of the session's thread, so that it is shown there. Raises Refused if the session is
    not the person's or the text is empty.
    """
    if not text.strip():
        raise Refused(f"Say where to: `!redirect {number} <what to do instead>`.")

    def work(tx: Tx) -> Redirected:
        owner, session = access.session_for(tx, person, number, at)
        known = tx.receipts.get(key)
        if known is not None and known.fate == Fate.REFUSED:
            raise Refused(known.reply)
        if known is not None:
            return Redirected(session, again=True)
        session = set_course(tx, ports, session, person, text, attachments)
        name, seq = access.name_of(tx, person), session.next_seq - 1
        if session.state == State.WAITING:
            session = answer.resume_waiting(tx, ports, session, f"{name} redirected it")
        elif session.state in AT_REST:
            session = lifecycle.start_or_queue(tx, ports, owner, session)
        fate = Fate.QUEUED if session.state == State.QUEUED else Fate.NEXT
        tx.receipts.add(Receipt(key, session.number, seq, fate, tx.now()))
        if unseen:
            show_words(tx, ports, session, name, Control.REDIRECT, text)
        return Redirected(session)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
