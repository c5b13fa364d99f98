"""Who somebody is: signing in, inviting, and linking identities by a one-time code."""

import hashlib

from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.persons import Identity, LinkCode, Person
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

CODE_LENGTH = 10


async def sign_in(ports: Ports, identity: Identity, name: str, *, admin: bool = False) -> Person:
    """Return the person behind the identity, created at the first time they are seen."""

    def work(tx: Tx) -> Person:
        known = tx.persons.by_identity(identity)
        if known is not None:
            return known
        return _create(tx, ports, identity, name, admin=admin)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def invite(ports: Ports, admin: PersonId, name: str) -> str:
    """Create a person and return the one-time code with which they sign in.

    Raises Refused if the caller is not the admin or the name is taken.
    """
    clean = " ".join(name.split())
    if not 1 <= len(clean) <= 40:
        raise Refused("A name has 1 to 40 characters.")

    def work(tx: Tx) -> PersonId:
        inviter = tx.persons.get(admin)
        if inviter is None or not inviter.admin:
            raise Refused("Only the admin can invite people.")
        created = Person(PersonId(ports.ids.new()), clean, False, None, tx.now())
        tx.persons.add(created)
        return created.id

    existing = await ports.store.read(lambda reads: reads.persons())
    if any(each.name.casefold() == clean.casefold() for each in existing):
        raise Refused(f"There is somebody called {clean!r} already; choose another name.")
    person = await commit(ports, work, deadline=ports.policy.intake_deadline)
    return await link_code(ports, person)


async def link_code(ports: Ports, person: PersonId) -> str:
    """Return a new one-time code that links another identity to the person."""
    code = ports.ids.token(CODE_LENGTH)

    def work(tx: Tx) -> None:
        expires = tx.now() + ports.policy.link_code_lifetime
        tx.persons.add_code(LinkCode(_hash(code), person, expires))

    await commit(ports, work, deadline=ports.policy.intake_deadline)
    return code


async def link(ports: Ports, identity: Identity, code: str) -> Person:
    """Make the identity that of the person who got the code, and use the code up.

    Raises Refused if the code is wrong, used or expired.
    """

    def work(tx: Tx) -> Person:
        person = tx.persons.take_code(_hash(code.strip().upper()), tx.now())
        if person is None:
            minutes = ports.policy.link_code_lifetime / 60
            raise Refused(
                f"This code is wrong, used or older than {minutes:.0f} minutes. Ask for a new one.",
            )
        tx.persons.link(identity, person)
        return tx.persons.lock(person)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def _create(tx: Tx, ports: Ports, identity: Identity, name: str, *, admin: bool) -> Person:
    person = Person(PersonId(ports.ids.new()), name, admin, None, tx.now())
    tx.persons.add(person)
    tx.persons.link(identity, person.id)
    return person


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
