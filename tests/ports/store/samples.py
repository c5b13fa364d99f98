"""Rows to put into a store; every keyword replaces a field."""

from dataclasses import replace
from typing import Any

from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.events import Event, Kind
from service.domain.ids import DeliveryId, ItemId, PersonId, PhoneId, SessionNumber, TurnId
from service.domain.items import Item, ItemKind
from service.domain.persons import Person
from service.domain.phones import Phone
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.turns import Turn
from service.ports.store import Tx

ANN, BOB, CAT = PersonId("ann"), PersonId("bob"), PersonId("cat")
AT = 1_800_000_000.0


def person(name: PersonId = ANN, /, **fields: Any) -> Person:
    return replace(Person(name, name.title(), False, None, AT), **fields)


def session(thread: str, owner: PersonId = ANN, /, **fields: Any) -> Session:
    key = ThreadKey("slack", "T1", "C1", thread)
    row = Session(
        number=SessionNumber(0),
        thread=key,
        owner_id=owner,
        title="Compare the papers",
        state=State.QUEUED,
        model="demo",
        pool="default",
        created_at=AT,
        changed_at=AT,
        state_since=AT,
    )
    return replace(row, **fields)


def turn(name: str, number: SessionNumber, /, **fields: Any) -> Turn:
    return replace(Turn(TurnId(name), number, "default", opened_at=AT, ready_at=AT), **fields)


def event(number: SessionNumber, seq: int, kind: Kind = Kind.MESSAGE, /, **fields: Any) -> Event:
    return replace(Event(number, seq, kind, ANN, AT, {"text": f"event {seq}"}), **fields)


def item(name: str, number: SessionNumber, owner: PersonId = ANN, /, **fields: Any) -> Item:
    row = Item(ItemId(name), number, owner, ItemKind.QUESTION, "Which one?", AT)
    return replace(row, **fields)


def lane(name: str, channel: str = "slack") -> str:
    """Return the lane of a thread."""
    return str(ThreadKey(channel, "T1", "C1", name))


LANE = lane("lane")


def delivery(name: str, person: PersonId = ANN, /, **fields: Any) -> Delivery:
    row = Delivery(DeliveryId(name), LANE, person, DeliveryKind.ASK, AT, AT)
    return replace(row, **fields)


def phone(name: str, person: PersonId = ANN, /, **fields: Any) -> Phone:
    row = Phone(PhoneId(name), person, "ntfy", "ntfy.sh", answers=True, added_at=AT)
    return replace(row, **fields)


def receipt(
    key: str,
    number: SessionNumber | None,
    seq: int | None,
    fate: Fate = Fate.NEXT,
) -> Receipt:
    return Receipt(key, number, seq, fate, AT)


def ann(tx: Tx) -> None:
    """Add Ann."""
    tx.persons.add(person())


def ann_and_a_session(tx: Tx) -> SessionNumber:
    """Add Ann with one session and return its number."""
    tx.persons.add(person())
    return tx.sessions.open(session("first")).number
