"""The ways out of being stuck, each a choice of the alert that says so."""

from dataclasses import replace

from service.domain import events
from service.domain.events import Control
from service.domain.ids import PersonId
from service.domain.items import IGNORE, RESTART, STOP, USE_OTHER, Item
from service.domain.persons import Person
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, resume, stop


def decided(
    tx: Tx,
    ports: Ports,
    owner: Person,
    session: Session,
    item: Item,
    person: PersonId,
    choice: str,
) -> Session:
    """Carry out what a person chose for a session that is stuck; both rows are locked. Saves it."""
    name = access.name_of(tx, person)
    if choice == RESTART:
        hint = item.facts["hint"]
        return resume.retry_session(tx, ports, owner, session, person, hint, stuck=True)
    if choice == STOP:
        return stop.stop_session(tx, ports, owner, session, person)
    if choice == IGNORE:
        order = events.control(person, name, Control.IGNORE, item.facts["signature"])
    else:
        model = choice.removeprefix(USE_OTHER)
        order = events.control(person, name, Control.MODEL, model)
        session = replace(session, model=model)
    session = lifecycle.append(tx, session, [order])
    tx.sessions.save(session)
    return session
