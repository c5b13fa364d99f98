"""Who somebody is: signing in, inviting, and linking identities by a one-time code."""

import hashlib
import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace

from service.domain import quiet
from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.ladders import rungs
from service.domain.persons import Identity, LinkCode, Person
from service.domain.preferences import Preferences
from service.domain.timers import TimerKind
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, lifecycle, tell
from service.usecases.commit import commit
from service.usecases.patience import hasten_parking

CODE_LENGTH = 10


async def sign_in(
    ports: Ports, identity: Identity, name: str, *, admin: bool = False, zone: str = ""
) -> Person:
    """Return the person behind the identity, created at the first time they are seen; with a
    number behind the name if somebody else has it, and with their time zone if that is known.
    """

    def work(tx: Tx) -> Person:
        known = tx.persons.by_identity(identity)
        if known is not None:
            return known
        person = create(tx, ports, identity, name, admin=admin)
        if quiet.is_zone(zone):
            tx.preferences.save(Preferences(person.id, zone=zone))
        return person

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
        if clean.casefold() in _taken(tx):
            raise Refused(f"There is somebody called {clean!r} already; choose another name.")
        created = Person(PersonId(ports.ids.new()), clean, False, None, tx.now())
        tx.persons.add(created)
        return created.id

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

    A person whose last identity it was becomes that person, with all that is theirs; what
    waited in their queue starts as far as the cap of the other allows. Raises Refused if the
    code is wrong, used or expired, or if an admin would become one who is none.
    """

    def work(tx: Tx) -> Person:
        person = tx.persons.take_code(_hash(code.strip().upper()), tx.now())
        if person is None:
            minutes = ports.policy.link_code_lifetime / 60
            raise Refused(
                f"This code is wrong, used or older than {minutes:.0f} minutes. Ask for a new one.",
            )
        return adopt(tx, ports, identity, person)

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def adopt(tx: Tx, ports: Ports, identity: Identity, person: PersonId) -> Person:
    """Make the identity that of the person, and its former owner too if nothing else is theirs.

    Raises Refused if an admin would become one who is none.
    """
    former = tx.persons.by_identity(identity)
    access.lock_persons(tx, person, *([former.id] if former else []))
    tx.persons.link(identity, person)
    if former is not None and former.id != person and not tx.persons.identities(former.id):
        _merge(tx, ports, former, tx.persons.lock(person))
    return tx.persons.lock(person)


def _merge(tx: Tx, ports: Ports, former: Person, person: Person) -> None:
    if former.admin and not person.admin:
        raise Refused(
            "You are an admin here, and whoever got this code is not. Ask for a code here, with"
            " `!link`, and enter it where you are not an admin.",
        )
    tx.persons.merge(former.id, person.id)
    _ask_others(tx, person.id)
    tx.timers.drop(TimerKind.TELL, former.id)
    lifecycle.promote(tx, ports, person)
    if tx.sessions.queue(person.id):
        hasten_parking(tx, ports, person.id)
    tell.tell_person(tx, ports, person.id)


def _ask_others(tx: Tx, person: PersonId) -> None:
    """Take the rungs out of a person's ladders that would ask themselves as a colleague."""

    def others(ladder: Sequence[str], usual: Sequence[str]) -> Sequence[str]:
        return tuple(str(each) for each in rungs(ladder) if each.colleague != person) or usual

    chosen, usual = tx.preferences.get(person), Preferences(person)
    ladder = others(chosen.ladder, usual.ladder)
    important = others(chosen.important, usual.important)
    if (ladder, important) != (tuple(chosen.ladder), tuple(chosen.important)):
        tx.preferences.save(replace(chosen, ladder=ladder, important=important))


def _taken(tx: Tx) -> set[str]:
    """Return the names that nobody else can have, as `@name` finds them."""
    return {name.casefold() for name in tx.persons.names()}


def _free(name: str, taken: Collection[str]) -> str:
    """Return the name, with the first number behind it that makes it the only one."""
    numbered = (f"{name} {number}" for number in itertools.count(2))
    names = itertools.chain([name], numbered)
    return next(each for each in names if each.casefold() not in taken)


def create(tx: Tx, ports: Ports, identity: Identity, name: str, *, admin: bool) -> Person:
    """Return a new person behind the identity, whose name nobody else has."""
    name = _free(" ".join(name.split()), _taken(tx))
    person = Person(PersonId(ports.ids.new()), name, admin, None, tx.now())
    tx.persons.add(person)
    tx.persons.link(identity, person.id)
    return person


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
