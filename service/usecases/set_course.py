"""An agent is given another course: it reads a person's words at once."""

from collections.abc import Sequence
from dataclasses import replace

from service.domain import events
from service.domain.effects import Cancel
from service.domain.events import Attachment, Control
from service.domain.ids import PersonId
from service.domain.items import ItemKind
from service.domain.sessions import Session
from service.domain.states import State
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, settling
from service.usecases.set_check_in import checked


def set_course(
    tx: Tx,
    ports: Ports,
    session: Session,
    person: PersonId,
    text: str,
    attachments: Sequence[Attachment] = (),
) -> Session:
    """Append the words, which are the session's last event then; both rows are locked. Saves it.

    What it asked is withdrawn, and a model call that it is in is dropped. It is checked in on
    more often from then on.
    """
    name = access.name_of(tx, person)
    order, seq = events.control(person, name, Control.REDIRECT), session.next_seq
    session = lifecycle.append(
        tx, session, [order, events.message(person, name, text, attachments, redirect=True)]
    )
    session = checked(tx, session, ports.policy.check_ins.halved(session.check_every))
    settling.withdraw_items(tx, session, person, f"{name} redirected the session", [ItemKind.HELD])
    turn = tx.turns.lock(session.turn_id) if session.turn_id else None
    if session.state == State.RUNNING and turn is not None:
        tx.turns.save(replace(turn, cancel_seq=seq))
        tx.effects.append(Cancel(turn.id))
    tx.sessions.save(session)
    return session
