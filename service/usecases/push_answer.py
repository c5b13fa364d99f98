"""Answers from outside of every channel: a push's button, or the page that its link opens.

Each carries a sealed token that works once and expires; opening the page uses nothing up.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from service.domain.deliveries import DeliveryKind, phone_lane
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, PhoneId
from service.domain.items import Item, ItemState
from service.domain.receipts import Fate, Receipt, receipt_key
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.secrets import Cipher
from service.ports.store import Tx
from service.usecases import answer, notices, phone
from service.usecases.commit import commit

PURPOSE = "push"
VIA = "phone"
_USED = "This was used already. Nothing more happened."


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a token allows: to answer `item` as `person`, by `choice` or (empty) in any words;
    or, without an item, to confirm a test push that left at `sent_at`. Void from `until` on.
    `phone` is whose button it is, None for the page.
    """

    person: PersonId
    until: float
    item: ItemId | None = None
    choice: str = ""
    phone: PhoneId | None = None
    sent_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a link shows: an item, its session, and what can be pressed."""

    item: Item
    session: Session


def seal(cipher: Cipher, ticket: Ticket) -> str:
    """Return the ticket as a token for buttons and links."""
    return cipher.seal(PURPOSE, json.dumps(asdict(ticket)))


def _unsealed(ports: Ports, token: str) -> Ticket:
    return Ticket(**json.loads(ports.cipher.unseal(PURPOSE, token)))


def _read(ports: Ports, token: str, now: float) -> Ticket:
    ticket = _unsealed(ports, token)
    if ticket.until <= now:
        raise Refused("This link or button has expired. Open heddle to answer.")
    return ticket


async def press(ports: Ports, token: str) -> str:
    """Carry out a push's button and return what to tell. Raises Refused if the token is
    forged, expired or used, or the item is over.
    """
    return await _use(ports, token, "")


async def answer_on_page(ports: Ports, token: str, text: str) -> str:
    """Answer from the page of a link; returns and raises like `press`."""
    if not text.strip():
        raise Refused("The answer is empty. Choose a button or write a text.")
    return await _use(ports, token, text.strip())


async def open_page(ports: Ports, token: str) -> Page:
    """Return what the page shows; uses nothing up, so that a preview of the link is harmless.

    Raises Refused if the token is forged or expired, or the item is over or out of the
    person's reach.
    """

    def query(reads: Reads) -> Page:
        ticket = _read(ports, token, reads.now())
        item = reads.item(ticket.item) if ticket.item else None
        session = reads.session(item.session) if item else None
        may = session is not None and reads.may_see(ticket.person, session.number)
        if item is None or session is None or ticket.choice or not may:
            raise Refused("There is nothing to answer here.")
        if item.state is not ItemState.OPEN:
            raise Refused("This is answered already, or nobody needs to any more.")
        return Page(item, session)

    return await ports.store.read(query)


async def _use(ports: Ports, token: str, text: str) -> str:
    key = receipt_key("push", "", "", hashlib.sha256(token.encode(errors="replace")).hexdigest())

    def work(tx: Tx) -> str:
        ticket = _read(ports, token, tx.now())
        if tx.receipts.get(key) is not None:
            raise Refused(_USED)
        if ticket.item is None and ticket.phone:
            told = phone.confirm_test(tx, ports, ticket.person, ticket.phone, ticket.sent_at)
            tx.receipts.add(Receipt(key, None, None, Fate.COMMAND, tx.now(), told))
            return told
        if ticket.item is None:
            raise Refused("There is nothing to answer here.")
        given = answer.Answer(ticket.person, ticket.choice or text, VIA)
        session = answer.take(tx, ports, ticket.item, given)
        told = f"Answered. Session {session.number}: {session.state}."
        tx.receipts.add(Receipt(key, session.number, None, Fate.ANSWERED, tx.now(), told))
        return told

    try:
        told = await commit(ports, work, deadline=ports.policy.intake_deadline)
    except Refused as refused:
        ports.telemetry.pressed("refused")
        await _tell_on_phone(ports, token, key, str(refused))
        raise
    ports.telemetry.pressed("taken")
    return told


async def _tell_on_phone(ports: Ports, token: str, key: str, why: str) -> None:
    """Whoever pressed a genuine button hears on that phone, once, why nothing came of it: its
    service has shown them that it was taken.
    """
    try:
        ticket = _unsealed(ports, token)
    except Refused:
        return

    def work(tx: Tx) -> None:
        item = tx.items.get(ticket.item) if ticket.item else None
        session = tx.sessions.get(item.session) if item else None
        pressed = tx.phones.get(ticket.phone) if ticket.phone else None
        if session is None or pressed is None or pressed.person_id != ticket.person:
            return
        tx.persons.lock(ticket.person)
        if tx.receipts.get(key) is not None:
            return
        tx.receipts.add(Receipt(key, session.number, None, Fate.REFUSED, tx.now(), why))
        facts: dict[str, Any] = {"session": session.number, "title": session.title, "why": why}
        lane, kind = phone_lane(pressed.id), DeliveryKind.TOO_LATE
        notices.post(tx, ports, ticket.person, lane, kind, loud=False, **facts)

    await commit(ports, work, deadline=ports.policy.intake_deadline)
