"""Hearing which buttons of pushes were pressed: whose duty it is, which phones, how far."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.errors import Refused
from service.domain.phones import Address, Phone
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.usecases.commit import commit

OFFICE = "phone replies"
LEASE = 30.0
"""Seconds after which another process takes over from one that gave no sign of life."""


@dataclass(frozen=True, slots=True)
class Ears:
    """The addresses of the phones that answer; `unreadable` of those that no key opens."""

    addresses: Sequence[Address]
    unreadable: Sequence[Phone] = ()


async def answering_phones(ports: Ports) -> Ears:
    """Return the addresses of all phones that answer."""

    def query(reads: Reads) -> list[tuple[Phone, bytes | None]]:
        answering = [each for each in reads.phones() if each.answers]
        return [(each, reads.secret(each.secret_name)) for each in answering]

    addresses, unreadable = [], []
    for phone, secret in await ports.store.read(query):
        if secret is None:
            continue
        try:
            addresses.append(Address.from_json(ports.cipher.decrypt(secret)))
        except Refused:
            unreadable.append(phone)
    return Ears(addresses, unreadable)


async def take_duty(ports: Ports, holder: str) -> bool:
    """Take or keep the duty to listen; false while another process has it."""
    return await commit(ports, lambda tx: tx.take_office(OFFICE, holder, tx.now() + LEASE))


async def leave_duty(ports: Ports, holder: str) -> None:
    """Let another process listen at once."""
    await commit(ports, lambda tx: tx.leave_office(OFFICE, holder))


async def heard_upto(ports: Ports, server: str) -> str:
    """Return how far a server's replies were read, empty if never."""
    return await ports.store.read(lambda reads: reads.cursor(_cursor(server)))


async def keep_upto(ports: Ports, server: str, cursor: str) -> None:
    """Note how far a server's replies were read and carried out."""
    await commit(ports, lambda tx: tx.set_cursor(_cursor(server), cursor))


def _cursor(server: str) -> str:
    return f"replies {server}"
