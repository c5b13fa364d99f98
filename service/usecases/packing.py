"""A delivery is packed for its way out: with everything that its words are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from service.domain.captures import CapturedFile
from service.domain.deliveries import Delivery, DeliveryKind, phone_of
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemState
from service.domain.phones import Address, Phone
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.domain.triage import ordered
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import posting, written

_WORDS = {DeliveryKind.ANSWER: posting.words_of, DeliveryKind.WRITTEN: written.words_of}
"""What says an event's words, which are read when it is sent: so what is deleted stays unsaid."""
_STANDS_ALONE = frozenset({DeliveryKind.OFFER, DeliveryKind.OUTCOME})
"""What is sent although its items are settled, or because they are."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery with what its words are made of: its open items with their sessions, the most
    urgent first (of an outcome, the item that is over); for a phone also where it goes.

    `user` is the platform's id of whom it is for, in its lane's workspace, empty if they have
    no account there. `names` are those of persons that its items name. `session` is the one that
    it is about, `text` what the agent said in the end or what a person wrote, `stream` the
    platform's id of the message that an answer was streamed into, `files` what the agent made.
    `astray`: the thread of its first item's session can show nothing any more. `sought`: it must
    not be posted any more, but an earlier attempt may have; its item is packed as it was while it
    was asked. `put_off`: if it is nowhere, it comes again when quiet hours are over.
    """

    delivery: Delivery
    items: Sequence[tuple[Item, Session]]
    preferences: Preferences
    phone: Phone | None = None
    address: Address | None = None
    user: str = ""
    names: Mapping[PersonId, str] = field(default_factory=dict)
    session: Session | None = None
    text: str = ""
    stream: str = ""
    files: Sequence[CapturedFile] = ()
    astray: bool = False
    sought: bool = False
    put_off: bool = False


def packed(tx: Tx, ports: Ports, delivery: Delivery) -> Parcel | None:
    """Pack it; None if there is nothing to say any more."""
    found = [tx.items.get(ItemId(each)) for each in delivery.facts["items"]]
    anyhow = delivery.kind in _STANDS_ALONE
    over = delivery.kind is DeliveryKind.OUTCOME
    sought = _only_sought(tx, delivery, found)
    if sought:
        found = [each and _as_asked(each) for each in found]
    items = [each for each in found if each and (over or each.state is ItemState.OPEN)]
    if found and not items and not anyhow:
        return None
    seen = {each.session: tx.sessions.get(each.session) for each in items}
    sessions = {number: session for number, session in seen.items() if session is not None}
    pairs = [(each, sessions[each.session]) for each in ordered(items, sessions, tx.now())]
    chosen = tx.preferences.get(delivery.person_id)
    if phone_of(delivery.lane) is not None:
        return _for_phone(tx, ports, delivery, pairs, chosen)
    parcel = _for_chat(tx, delivery, pairs, chosen)
    return replace(parcel, sought=True) if parcel and sought else parcel


def _only_sought(tx: Tx, delivery: Delivery, items: Sequence[Item | None]) -> bool:
    """Tell whether nobody is to be asked any more what an attempt began to ask."""
    return may_stand(delivery) and not any(
        each is not None and _still_asks(tx, each, delivery) for each in items
    )


def may_stand(delivery: Delivery) -> bool:
    """Tell whether an ask may be posted already although its receipt is not known."""
    return delivery.kind is DeliveryKind.ASK and delivery.begun_at is not None


def _still_asks(tx: Tx, item: Item, delivery: Delivery) -> bool:
    theirs = delivery.person_id in (item.owner_id, item.colleague_id)
    return item.state is ItemState.OPEN and theirs and not item.snoozed(tx.now())


def _as_asked(item: Item) -> Item:
    return replace(item, state=ItemState.OPEN, resolved_at=None, resolved_by=None, answer="")


def _for_phone(
    tx: Tx,
    ports: Ports,
    delivery: Delivery,
    pairs: Sequence[tuple[Item, Session]],
    chosen: Preferences,
) -> Parcel | None:
    phone_id = phone_of(delivery.lane)
    phone = tx.phones.get(phone_id) if phone_id else None
    secret = tx.vault.get(phone.secret_name) if phone else None
    if phone is None or secret is None:
        return None
    session = _session(tx, delivery)
    return Parcel(delivery, pairs, chosen, phone, _address(ports, secret), session=session)


def _address(ports: Ports, secret: bytes) -> Address | None:
    try:
        return Address.from_json(ports.cipher.decrypt(secret))
    except Refused:
        return None


def _for_chat(
    tx: Tx, delivery: Delivery, pairs: Sequence[tuple[Item, Session]], chosen: Preferences
) -> Parcel | None:
    session, text = _session(tx, delivery), ""
    if delivery.kind in _WORDS:
        event = session and tx.events.get(session.number, int(delivery.facts["seq"]))
        text = _WORDS[delivery.kind](event) if event else ""
        if not text:
            return None
    return Parcel(
        delivery,
        pairs,
        chosen,
        user=_user(tx, delivery),
        names=_names(tx, pairs),
        session=session,
        text=text,
        stream=_stream(tx, delivery),
        files=posting.files_of(delivery),
        astray=bool(pairs) and _is_astray(tx, pairs[0][1]),
    )


def _is_astray(tx: Tx, session: Session) -> bool:
    shown = tx.cards.get(session.number)
    return shown is not None and bool(shown.lost)


def _session(tx: Tx, delivery: Delivery) -> Session | None:
    number = delivery.facts.get("session")
    return None if number is None else tx.sessions.get(SessionNumber(int(number)))


def _user(tx: Tx, delivery: Delivery) -> str:
    lane = ThreadKey.parse(delivery.lane)
    known = tx.persons.identities(delivery.person_id)
    return next(
        (
            each.user
            for each in known
            if (each.channel, each.workspace) == (lane.channel, lane.workspace)
        ),
        "",
    )


def _names(tx: Tx, pairs: Sequence[tuple[Item, Session]]) -> Mapping[PersonId, str]:
    persons = {session.owner_id for _, session in pairs}
    persons |= {item.resolved_by for item, _ in pairs if item.resolved_by is not None}
    found = (tx.persons.get(each) for each in sorted(persons))
    return {each.id: each.name for each in found if each is not None}


def _stream(tx: Tx, delivery: Delivery) -> str:
    """Return the message that an answer was streamed into, if its turn was and it still goes
    into the session's own thread.
    """
    if delivery.kind is not DeliveryKind.ANSWER:
        return ""
    shown = tx.cards.get(SessionNumber(int(delivery.facts["session"])))
    ours = shown is not None and shown.streamed == delivery.facts["turn"] and not shown.lost
    return shown.stream if shown is not None and ours else ""
