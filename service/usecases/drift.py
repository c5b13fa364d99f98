"""The ways out for an agent that seems off its course, each a choice of the alert that says so."""

from service.domain import events
from service.domain.events import Control
from service.domain.ids import PersonId
from service.domain.items import ON_TRACK, STOP, Item
from service.domain.persons import Person
from service.domain.receipts import Fate, Receipt, receipt_key
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, stop
from service.usecases.set_course import set_course


def decided(
    tx: Tx,
    ports: Ports,
    owner: Person,
    session: Session,
    item: Item,
    person: PersonId,
    choice: str,
) -> Session:
    """Carry out what a person chose; both rows are locked. Saves the session."""
    if choice == STOP:
        return stop.stop_session(tx, ports, owner, session, person)
    if choice == ON_TRACK:
        name = access.name_of(tx, person)
        order = events.control(person, name, Control.ON_TRACK, item.facts["why"])
        session = lifecycle.append(tx, session, [order])
        tx.sessions.save(session)
        return session
    session = set_course(tx, ports, session, person, item.facts["hint"])
    key = receipt_key("item", "", "", item.id)
    tx.receipts.add(Receipt(key, session.number, session.next_seq - 1, Fate.NEXT, tx.now()))
    return session
