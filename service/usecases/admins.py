"""Who may invite people, set keys and is told of alerts: an operator says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.persons import Identity, Person
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Revoked:
    """Who are the admins now, and who of them is known by the login token from now on, if that
    was the one who is no admin any more.
    """

    admins: Sequence[str]
    heir: str = ""


async def make_admin(ports: Ports, person: PersonId) -> bool:
    """Make the person an admin; tell whether they were none."""

    def work(tx: Tx) -> bool:
        found = tx.persons.lock(person)
        if found.admin:
            return False
        tx.persons.save(replace(found, admin=True))
        return True

    made = await commit(ports, work)
    if made:
        _log.warning("admin_made", person=person)
    return made


async def revoke_admin(ports: Ports, person: PersonId, token: Identity) -> Revoked:
    """Take the admin's rights away; `token` is the identity of who signs in with the token.

    The token lets an admin in, so it becomes the longest admin's who is left. Raises Refused if
    the person is no admin, or the last one.
    """
    known = await ports.store.read(lambda reads: [each.id for each in reads.persons()])

    def work(tx: Tx) -> Revoked:
        tx.persons.names()  # nobody else takes the last admin away meanwhile
        found = tx.persons.lock(person)
        others = _admins(tx, [each for each in known if each != found.id])
        _check(found, others)
        tx.persons.save(replace(found, admin=False))
        names, signs_in = [each.name for each in others], tx.persons.by_identity(token)
        if signs_in is None or signs_in.id != found.id:
            return Revoked(names)
        tx.persons.link(token, others[0].id)
        return Revoked(names, others[0].name)

    revoked = await commit(ports, work)
    _log.warning("admin_revoked", person=person)
    return revoked


def _admins(tx: Tx, known: Sequence[PersonId]) -> Sequence[Person]:
    """Return who of these is an admin now, the longest known first."""
    found = [tx.persons.get(each) for each in known]
    return sorted(
        (each for each in found if each is not None and each.admin),
        key=lambda each: (each.created_at, each.id),
    )


def _check(found: Person, others: Sequence[Person]) -> None:
    if not found.admin:
        raise Refused(f"{found.name} is no admin. `heddle person admin` lists who is.")
    if not others:
        raise Refused(
            f"{found.name} is the only admin, and somebody has to be one. Make another one first:"
            " `heddle person admin NAME`."
        )
