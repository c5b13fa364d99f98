"""The outbox's way out: a lane at a time, its deliveries in order, each with its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from service.domain.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    channel_of,
    phone_lane,
    phone_of,
)
from service.domain.errors import Refused, Temporary
from service.domain.ids import ItemId
from service.domain.items import Item, ItemState
from service.domain.phones import Address, Phone
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.triage import ordered
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import notices, put_off
from service.usecases.commit import commit

LANES = 20
CLAIM = 60.0
"""Seconds that a process holds a lane without a sign of life."""
_LONGEST_WAIT = 300.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery with what its words are made of: its open items with their sessions, the most
    urgent first; for a phone also where it goes.
    """

    delivery: Delivery
    items: Sequence[tuple[Item, Session]]
    preferences: Preferences
    phone: Phone | None = None
    address: Address | None = None


async def claim_lanes(ports: Ports, holder: str, limit: int = LANES) -> Sequence[str]:
    """Take up to `limit` lanes that are due, for a minute."""

    def work(tx: Tx) -> Sequence[str]:
        now = tx.now()
        return tx.outbox.claim(holder, now, now + CLAIM, limit)

    return await commit(ports, work)


async def give_back(ports: Ports, holder: str, lanes: Sequence[str]) -> None:
    """Let others take lanes at once that this holder has not finished."""

    def work(tx: Tx) -> None:
        for lane in sorted(lanes):
            tx.outbox.release(lane, holder)

    await commit(ports, work)


async def next_parcel(ports: Ports, lane: str, holder: str) -> Parcel | None:
    """Return the lane's next delivery that is due, or give the lane back and return None.

    What became pointless meanwhile is withdrawn; what would disturb by now waits until quiet
    hours are over, and comes with everything else then.
    """

    def work(tx: Tx) -> Parcel | None:
        now, phone_id = tx.now(), phone_of(lane)
        phone = tx.phones.get(phone_id) if phone_id else None
        if phone is not None:
            # Before the lane's row, as whoever tells a person takes them.
            tx.persons.lock(phone.person_id)
        if not tx.outbox.keep(lane, holder, now + CLAIM):
            return None
        for delivery in tx.outbox.waiting(lane, LANES):
            if delivery.due_at > now:
                break
            parcel = _packed(tx, ports, delivery)
            disturbs = parcel is not None and put_off.disturbs(tx, delivery)
            if parcel is not None and not disturbs:
                return parcel
            _settle(tx, ports, delivery, DeliveryState.WITHDRAWN)
            if disturbs:
                put_off.put_off(tx, ports, delivery)
        tx.outbox.release(lane, holder)
        return None

    return await commit(ports, work)


def _packed(tx: Tx, ports: Ports, delivery: Delivery) -> Parcel | None:
    found = [tx.items.get(ItemId(each)) for each in delivery.facts["items"]]
    items = [each for each in found if each and each.state is ItemState.OPEN]
    if found and not items:
        return None
    seen = {each.session: tx.sessions.get(each.session) for each in items}
    sessions = {number: session for number, session in seen.items() if session is not None}
    pairs = [(each, sessions[each.session]) for each in ordered(items, sessions, tx.now())]
    chosen = tx.preferences.get(delivery.person_id)
    phone_id = phone_of(delivery.lane)
    if phone_id is None:
        return Parcel(delivery, pairs, chosen)
    phone = tx.phones.get(phone_id)
    secret = tx.vault.get(phone.secret_name) if phone else None
    if phone is None or secret is None:
        return None
    return Parcel(delivery, pairs, chosen, phone, _address(ports, secret))


def _address(ports: Ports, secret: bytes) -> Address | None:
    try:
        return Address.from_json(ports.cipher.decrypt(secret))
    except Refused:
        return None


async def was_sent(ports: Ports, parcel: Parcel, receipt: str) -> None:
    """Keep the receipt: it reached its platform."""

    def work(tx: Tx) -> None:
        delivery = parcel.delivery
        if not _settle(tx, ports, delivery, DeliveryState.SENT, receipt=receipt):
            return
        for item, _ in parcel.items:
            if item.told == 1 and delivery.kind is DeliveryKind.ASK:
                ports.telemetry.handed_over(tx.now() - item.opened_at)
        phone = tx.phones.get(parcel.phone.id) if parcel.phone else None
        if phone is not None:
            tested = tx.now() if _is_blind_test(delivery, phone) else phone.tested_at
            tx.phones.save(replace(phone, tested_at=tested, failed_at=None, failure=""))

    await commit(ports, work)


def _is_blind_test(delivery: Delivery, phone: Phone) -> bool:
    """Without buttons nobody hears of the tap: that it was sent is all there is to know."""
    return delivery.kind is DeliveryKind.PHONE_TEST and not phone.answers


async def try_again(ports: Ports, delivery: Delivery, error: Temporary) -> None:
    """It may work later: wait as long as its service says, or longer each time; in the end
    it is given up and its person is told.
    """
    attempts = delivery.attempts + 1
    if attempts >= ports.policy.push_attempts:
        await give_up(ports, replace(delivery, attempts=attempts), str(error))
        return
    backoff = min(_LONGEST_WAIT, ports.policy.push_again * 2.0 ** (attempts - 1))
    wait = max(error.retry_after or 0.0, 0.0 if error.limited else backoff)

    def work(tx: Tx) -> None:
        due = tx.now() + wait
        tx.outbox.settle(replace(delivery, attempts=attempts, due_at=due, failure=str(error)))
        ports.telemetry.delivered(
            channel_of(delivery.lane), "again", tx.now() - delivery.created_at
        )

    await commit(ports, work)
    _log.warning("delivery_again", delivery=delivery.id, attempt=attempts, wait=round(wait, 1))


async def give_up(ports: Ports, delivery: Delivery, failure: str) -> None:
    """It cannot be sent: another phone of the person's is tried, else they are told by DM."""

    def work(tx: Tx) -> None:
        person = delivery.person_id
        tx.persons.lock(person)
        if not _settle(tx, ports, delivery, DeliveryState.DEAD, failure=failure):
            return
        phone_id = phone_of(delivery.lane)
        phones = tx.phones.of(person)
        phone = next((each for each in phones if each.id == phone_id), None)
        if phone is None:
            return
        tx.phones.save(replace(phone, failed_at=tx.now(), failure=failure))
        items = [ItemId(each) for each in delivery.facts["items"]]
        left = phones[phones.index(phone) + 1 :]
        if left and delivery.kind is not DeliveryKind.PHONE_TEST:
            facts = {name: each for name, each in delivery.facts.items() if name != "items"}
            notices.post(tx, ports, person, phone_lane(left[0].id), delivery.kind, items, **facts)
            return
        lane, disturbs = notices.here_or_direct(tx, ports, person), put_off.disturbs(tx, delivery)
        facts = {"label": phone.label, "failure": failure}
        kind = DeliveryKind.PUSH_FAILED
        notices.post(tx, ports, person, lane, kind, items, loud=not disturbs, **facts)
        if disturbs:
            put_off.put_off(tx, ports, delivery)

    await commit(ports, work)
    _log.error("delivery_dead", delivery=delivery.id, failure=failure)


def _settle(
    tx: Tx,
    ports: Ports,
    delivery: Delivery,
    state: DeliveryState,
    *,
    receipt: str = "",
    failure: str = "",
) -> bool:
    now = tx.now()
    settled = replace(delivery, state=state, settled_at=now, receipt=receipt, failure=failure)
    if not tx.outbox.settle(settled):
        return False
    ports.telemetry.delivered(channel_of(delivery.lane), state, now - delivery.created_at)
    return True
