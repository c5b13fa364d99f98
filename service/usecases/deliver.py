"""The outbox's way out: a lane at a time, its deliveries in order, each with its receipt."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import structlog

from service.domain.deliveries import (
    DIRECT,
    PHONE,
    Delivery,
    DeliveryKind,
    DeliveryState,
    channel_of,
    in_chat,
    phone_lane,
    phone_of,
    web_inbox,
)
from service.domain.errors import Temporary
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import ItemState
from service.domain.phones import Phone
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import adrift, notices, outcomes, put_off
from service.usecases.commit import commit
from service.usecases.packing import Parcel, may_stand, packed
from service.usecases.retry_delivery import RETRIED

LANES = 20
CLAIM = 45.0
"""Seconds that a process holds a lane without a sign of life."""
_LONGEST_WAIT = 300.0
_PHONES = frozenset({DeliveryKind.PUSH_FAILED, DeliveryKind.PHONE_TEST, DeliveryKind.PHONE_WORKS})
_log = structlog.get_logger(__name__)


async def claim_lanes(
    ports: Ports, holder: str, channels: Collection[str], limit: int = LANES
) -> Sequence[str]:
    """Take up to `limit` lanes of phones and of the channels that are due."""

    def work(tx: Tx) -> Sequence[str]:
        now = tx.now()
        return tx.outbox.claim(holder, {PHONE, *channels}, now, now + CLAIM, limit)

    return await commit(ports, work)


async def give_back(ports: Ports, holder: str, lanes: Sequence[str]) -> None:
    """Let others take lanes at once that this holder has not finished."""

    def work(tx: Tx) -> None:
        for lane in sorted(lanes):
            tx.outbox.release(lane, holder)

    await commit(ports, work)


async def keep(ports: Ports, lane: str, holder: str) -> bool:
    """Prolong the claim on a lane; false if it is somebody else's by now."""

    def work(tx: Tx) -> bool:
        return tx.outbox.keep(lane, holder, tx.now() + CLAIM)

    return await commit(ports, work)


async def next_parcel(ports: Ports, lane: str, holder: str) -> Parcel | None:
    """Return the lane's next delivery that is due, or give the lane back and return None.

    What became pointless meanwhile is withdrawn; what would disturb by now waits until quiet
    hours are over, and comes with everything else then. The parcel says when an earlier attempt
    began whose end nobody saw; that this one begins is noted.
    """

    def work(tx: Tx) -> Parcel | None:
        # Before the lane's row, as whoever tells a person takes them.
        locked = _lock_persons(tx, lane)
        if not tx.outbox.keep(lane, holder, tx.now() + CLAIM):
            return None
        for delivery in tx.outbox.waiting(lane, LANES):
            known = not _names_items(delivery) or delivery.person_id in locked
            if delivery.due_at > tx.now() or not known:
                break
            parcel = packed(tx, ports, delivery)
            disturbs = parcel is not None and not parcel.sought and put_off.disturbs(tx, delivery)
            if parcel is not None and disturbs and may_stand(delivery):
                return replace(parcel, sought=True, put_off=True)
            if parcel is not None and not disturbs:
                _begin(tx, delivery)
                return parcel
            notices.settle(tx, delivery, DeliveryState.WITHDRAWN)
            if disturbs:
                put_off.put_off(tx, ports, delivery)
        tx.outbox.release(lane, holder)
        return None

    return await commit(ports, work)


def _lock_persons(tx: Tx, lane: str) -> Collection[PersonId]:
    """Lock everybody whom something in the lane might disturb."""
    found = {each.person_id for each in tx.outbox.waiting(lane, LANES) if _names_items(each)}
    for person in sorted(found):
        tx.persons.lock(person)
    return found


def _names_items(delivery: Delivery) -> bool:
    return delivery.loud and bool(delivery.facts["items"])


def _begin(tx: Tx, delivery: Delivery) -> None:
    """Of several attempts the first one is noted: what it may have left is looked for from then
    on. Of a push nobody could look for anything.
    """
    if delivery.begun_at is None and in_chat(ThreadKey.parse(delivery.lane)):
        tx.outbox.begin(delivery.id, tx.now())


async def was_sent(ports: Ports, parcel: Parcel, receipt: str) -> None:
    """Keep the receipt: it reached its platform, or was only sought there and is nowhere, if
    that is empty. What was settled meanwhile shows how.
    """

    def work(tx: Tx) -> None:
        delivery = parcel.delivery
        if parcel.put_off:
            tx.persons.lock(delivery.person_id)
        nowhere = parcel.sought and not receipt
        state = DeliveryState.WITHDRAWN if nowhere else DeliveryState.SENT
        waited = notices.settle(tx, delivery, state, receipt=receipt)
        chat = in_chat(ThreadKey.parse(delivery.lane))
        if not waited and chat and receipt and delivery.kind is DeliveryKind.ASK:
            # Withdrawn while this process stood still, as a suspended machine does.
            tx.outbox.stands(delivery.id, receipt)
            outcomes.posted_twice(tx, delivery, receipt)
        outcomes.posted_late(tx, delivery, receipt)
        if waited and nowhere and parcel.put_off:
            put_off.put_off(tx, ports, delivery)
        if not waited or parcel.sought:
            return
        for item, _ in parcel.items:
            if item.told == 1 and delivery.kind is DeliveryKind.ASK:
                tx.telemetry.handed_over(tx.now() - item.opened_at)
        phone = tx.phones.get(parcel.phone.id) if parcel.phone else None
        if phone is not None:
            tested = tx.now() if _is_blind_test(delivery, phone) else phone.tested_at
            tx.phones.save(replace(phone, tested_at=tested, failed_at=None, failure=""))

    await commit(ports, work)


async def try_again(ports: Ports, delivery: Delivery, error: Temporary) -> None:
    """It may work later: wait as long as its service says, or longer each time; in the end
    it is given up and its person is told.

    A chat channel is tried for about an hour, and its rate limits are no failed attempts.
    """
    chat = in_chat(ThreadKey.parse(delivery.lane))
    limited = chat and error.limited
    attempts = delivery.attempts if limited else delivery.attempts + 1
    policy = ports.policy
    if attempts >= (policy.post_attempts if chat else policy.push_attempts):
        await give_up(ports, replace(delivery, attempts=attempts), str(error))
        return
    wait = _wait(ports, attempts, error)

    def work(tx: Tx) -> None:
        due = tx.now() + wait
        waits = replace(delivery, attempts=attempts, due_at=due, failure=str(error))
        if tx.outbox.settle(waits) and chat and not error.uncertain and delivery.begun_at is None:
            tx.outbox.begin(delivery.id, None)
        tx.telemetry.delivered(
            channel_of(delivery.lane),
            "uncertain" if error.uncertain else "again",
            tx.now() - delivery.created_at,
        )

    await commit(ports, work)
    _log.warning("delivery_again", delivery=delivery.id, attempt=attempts, wait=round(wait, 1))


def _wait(ports: Ports, attempts: int, error: Temporary) -> float:
    if error.limited and error.retry_after is not None:
        return error.retry_after
    backoff = min(_LONGEST_WAIT, ports.policy.push_again * 2.0 ** max(0, attempts - 1))
    return max(error.retry_after or 0.0, backoff)


async def give_up(ports: Ports, delivery: Delivery, failure: str) -> None:
    """It cannot be sent. What was for a phone goes to another one of the person's, else they are
    told by DM; what was for a thread is told by DM; what was for a DM, on their phone or the web.
    Of what an operator had sent once more they have heard already.
    """

    def work(tx: Tx) -> None:
        tx.persons.lock(delivery.person_id)
        waited = notices.settle(tx, delivery, DeliveryState.DEAD, failure=failure)
        if not waited or RETRIED in delivery.facts or _is_over(tx, delivery):
            return
        if phone_of(delivery.lane) is not None:
            _beside_phone(tx, ports, delivery, failure)
        elif ThreadKey.parse(delivery.lane).thread == DIRECT:
            _beside_direct(tx, ports, delivery)
        elif delivery.kind is not DeliveryKind.OUTCOME:
            _beside_thread(tx, ports, delivery, failure)

    await commit(ports, work)
    _log.error("delivery_dead", delivery=delivery.id, failure=failure)


def _is_over(tx: Tx, delivery: Delivery) -> bool:
    item = tx.items.get(delivery.item) if delivery.item else None
    asks = delivery.kind is DeliveryKind.ASK
    return asks and item is not None and item.state is not ItemState.OPEN


def _beside_phone(tx: Tx, ports: Ports, delivery: Delivery, failure: str) -> None:
    person, phone_id = delivery.person_id, phone_of(delivery.lane)
    phones = tx.phones.of(person)
    phone = next((each for each in phones if each.id == phone_id), None)
    if phone is None:
        return
    tx.phones.save(replace(phone, failed_at=tx.now(), failure=failure))
    items = [ItemId(each) for each in delivery.facts["items"]]
    left = phones[phones.index(phone) + 1 :]
    if left and delivery.kind is not DeliveryKind.PHONE_TEST:
        notices.again(tx, ports, delivery, phone_lane(left[0].id))
        return
    lane, disturbs = notices.here_or_direct(tx, ports, person), put_off.disturbs(tx, delivery)
    if delivery.facts.get("detour"):
        lane = web_inbox(person)
        notices.again(tx, ports, delivery, lane)
    facts = {"label": phone.label, "failure": failure}
    kind = DeliveryKind.PUSH_FAILED
    notices.post(tx, ports, person, lane, kind, items, loud=not disturbs, **facts)
    if disturbs:
        put_off.put_off(tx, ports, delivery)


def _beside_direct(tx: Tx, ports: Ports, delivery: Delivery) -> None:
    """No direct message reaches the person: a push does, or else their inbox on the web."""
    person = delivery.person_id
    if delivery.kind in (DeliveryKind.OUTCOME, DeliveryKind.OFFER):
        return  # both stand beside what the person has before them there, or has not
    phones = () if delivery.kind in _PHONES or not delivery.loud else tx.phones.of(person)
    lane = phone_lane(phones[0].id) if phones else web_inbox(person)
    notices.again(tx, ports, delivery, lane, detour=True)


def _beside_thread(tx: Tx, ports: Ports, delivery: Delivery, failure: str) -> None:
    """Its owner hears why it is not in the thread; what was said or asked comes with that."""
    person, number = delivery.person_id, delivery.facts.get("session")
    session = None if number is None else tx.sessions.get(SessionNumber(int(number)))
    if session is not None:
        adrift.tell(tx, ports, person, [session], failure)
    if delivery.kind is not DeliveryKind.FILES:
        notices.again(tx, ports, delivery, notices.direct(tx, person))


def _is_blind_test(delivery: Delivery, phone: Phone) -> bool:
    """Without buttons nobody hears of the tap: that it was sent is all there is to know."""
    return delivery.kind is DeliveryKind.PHONE_TEST and not phone.answers
