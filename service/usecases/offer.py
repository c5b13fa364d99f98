"""A message that stands by itself while something is open: its author is asked what it is about."""

from dataclasses import dataclass

from service.domain.deliveries import Delivery, DeliveryKind, channel_of
from service.domain.effects import Posted
from service.domain.errors import Refused
from service.domain.events import Kind
from service.domain.ids import DeliveryId, ItemId, PersonId
from service.domain.items import Item, ItemKind
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session
from service.domain.triage import ordered
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import access, answer
from service.usecases.commit import commit
from service.usecases.receive import Received, position_of

MOST = 8
"""Items that a message is offered to, the most urgent ones."""
_RECENT = 16


@dataclass(frozen=True, slots=True)
class Stray:
    """A message that is no reply: its receipt key, its author, the platform's id of it, its first
    words, and the lane of its author's direct messages.
    """

    key: str
    person: PersonId
    message: str
    excerpt: str
    lane: str


@dataclass(frozen=True, slots=True)
class Offered:
    """Its author was asked; `again` if that was before."""

    again: bool = False


async def offer(ports: Ports, stray: Stray) -> Offered | None:
    """Ask what the message is about, if its author has something open that it could answer.

    None: there is nothing to ask, or the message was taken already. Nothing is asked twice.
    """
    found = await ports.store.read(lambda reads: _answerable(reads, stray.person))

    def work(tx: Tx) -> Offered | None:
        known = tx.receipts.get(stray.key)
        if known is not None:
            return Offered(again=True) if known.fate is Fate.OFFERED else None
        if not found:
            return None
        tx.receipts.add(Receipt(stray.key, None, None, Fate.OFFERED, tx.now()))
        _ask(tx, ports, stray, found)
        return Offered()

    offered = await commit(ports, work, deadline=ports.policy.intake_deadline)
    if offered is not None and not offered.again:
        ports.telemetry.message_received(channel_of(stray.lane), Fate.OFFERED)
    return offered


def _answerable(reads: Reads, person: PersonId) -> list[ItemId]:
    """Return the open items that need the person and that a text can answer."""
    now = reads.now()
    items = [each for each in reads.inbox(person) if _takes_text(each) and not each.snoozed(now)]
    numbers = sorted({each.session for each in items})
    sessions = {number: found for number in numbers if (found := reads.session(number))}
    return [each.id for each in ordered(items, sessions, now)[:MOST]]


def _takes_text(item: Item) -> bool:
    if item.kind in (ItemKind.RESULT, ItemKind.HELD, ItemKind.CHECK_IN):
        return False
    return item.kind is ItemKind.QUESTION or bool(item.choices)


def _ask(tx: Tx, ports: Ports, stray: Stray, items: list[ItemId]) -> None:
    """Post the question; it is about no single item, so it stays when one of them is settled."""
    now, kind = tx.now(), DeliveryKind.OFFER
    facts = {
        "message": stray.message,
        "excerpt": stray.excerpt,
        "session": None,
        "items": list(items),
    }
    delivery = Delivery(
        DeliveryId(ports.ids.new()),
        stray.lane,
        stray.person,
        kind,
        created_at=now,
        due_at=now,
        facts=facts,
        loud=False,
    )
    tx.outbox.add(delivery)
    tx.effects.append(Posted(stray.lane, stray.person))
    tx.telemetry.notified(kind, channel_of(stray.lane))


async def take_offered(ports: Ports, key: str, item: ItemId, given: answer.Answer) -> Received:
    """Answer the item with an offered message; the same message again does nothing more.

    Raises Refused as answering does (somebody was first, no such choice); the offer stays.
    """

    def work(tx: Tx) -> Received:
        seen = tx.items.get(item)
        owners = access.owners_of(tx, seen) if seen else set[PersonId]()
        access.lock_persons(tx, given.person, *owners)
        known = tx.receipts.get(key)
        if known is not None and known.fate is not Fate.OFFERED:
            return _taken(tx, known)
        session = answer.take(tx, ports, item, given)
        receipt = Receipt(key, session.number, _seq(tx, session, item), Fate.ANSWERED, tx.now())
        if known is None:
            tx.receipts.add(receipt)
        else:
            tx.receipts.save(receipt)
        return Received(receipt, session, position_of(tx, session))

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def _taken(tx: Tx, known: Receipt) -> Received:
    session = tx.sessions.get(known.session) if known.session else None
    if session is None:
        raise Refused("This message is deleted, or was a command; nothing more is done with it.")
    return Received(known, session, position_of(tx, session), again=True)


def _seq(tx: Tx, session: Session, item: ItemId) -> int | None:
    """Return the event that the answer became; a decision becomes none."""
    last = tx.events.after(session.number, session.next_seq - _RECENT, {Kind.ANSWER})
    return last[-1].seq if last and last[-1].payload.get("item") == item else None
