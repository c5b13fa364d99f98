"""A person's phones: added by an address that is never shown again, tested, removed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.deliveries import DeliveryKind, phone_lane
from service.domain.errors import Refused
from service.domain.ids import PersonId, PhoneId
from service.domain.phones import Phone
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.ports.store import Tx
from service.usecases import notices
from service.usecases.commit import commit

MOST = 5
_TOPIC = 24


@dataclass(frozen=True, slots=True)
class Added:
    """A new phone, and the address to subscribe to if heddle made it up."""

    phone: Phone
    subscribe: str = ""


async def add_phone(ports: Ports, pusher: Pusher, person: PersonId, url: str) -> Added:
    """Keep an address, encrypted. Raises Refused if nothing can be sent there, or there are
    too many.
    """
    known = pusher.recognise(url.strip(), ports.ids.token(_TOPIC))

    def work(tx: Tx) -> Phone:
        tx.persons.lock(person)
        if len(tx.phones.of(person)) >= MOST:
            raise Refused(f"{MOST} phones are the limit. `!phone remove 1` makes room.")
        phone = Phone(
            PhoneId(ports.ids.new()), person, known.service, known.label, known.answers, tx.now()
        )
        tx.phones.add(phone)
        secret = ports.cipher.encrypt(known.address.to_json())
        tx.vault.put(phone.secret_name, secret, tx.now())
        return phone

    phone = await commit(ports, work, deadline=ports.policy.intake_deadline)
    # Whoever wrote a whole address has it; with its login it is not shown again.
    made_up = "" if "://" in url else known.address.url
    return Added(phone, made_up)


async def remove_phone(ports: Ports, person: PersonId, place: int) -> Phone:
    """Forget a phone, by its place in the list from 1. Raises Refused if there is none."""

    def work(tx: Tx) -> Phone:
        tx.persons.lock(person)
        phone = _at(tx.phones.of(person), place)
        tx.phones.remove(phone.id)
        tx.vault.remove(phone.secret_name)
        return phone

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def try_phone(ports: Ports, person: PersonId, place: int | None = None) -> Phone:
    """Send a test push to a phone (None: the first). Raises Refused if there is none."""

    def work(tx: Tx) -> Phone:
        tx.persons.lock(person)
        phone = _at(tx.phones.of(person), place or 1)
        lane = phone_lane(phone.id)
        notices.post(tx, ports, person, lane, DeliveryKind.PHONE_TEST, phone=phone.id)
        return phone

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def confirm_test(tx: Tx, ports: Ports, person: PersonId, phone_id: PhoneId, sent_at: float) -> str:
    """The person pressed a test's button; note it, and tell them how long it took."""
    phone = tx.phones.get(phone_id)
    if phone is None or phone.person_id != person:
        raise Refused("This phone was removed.")
    seconds = max(0.0, tx.now() - sent_at)
    tx.phones.save(replace(phone, tested_at=tx.now(), failed_at=None, failure=""))
    lane = notices.here_or_direct(tx, ports, person)
    kind, label = DeliveryKind.PHONE_WORKS, phone.label
    notices.post(tx, ports, person, lane, kind, label=label, seconds=round(seconds, 1))
    return f"{phone.label} works: your tap took {seconds:.0f} s."


def _at(phones: Sequence[Phone], place: int) -> Phone:
    if not phones:
        raise Refused("You have no phone here yet. `!phone add ntfy` is the quickest way.")
    if not 1 <= place <= len(phones):
        raise Refused(f"There is no phone {place}; `!phone list` shows 1 to {len(phones)}.")
    return phones[place - 1]
