"""Who is an admin, from the command line."""

from collections.abc import Sequence

from bot.bootstrap.changing import change
from bot.bootstrap.looking import look
from bot.web.login import ADMIN
from service.ports.bundle import Ports
from service.queries.persons import person_called
from service.usecases.admins import Revoked, make_admin, revoke_admin


def admins() -> Sequence[str]:
    """Return the admins' names. Raises Refused, Temporary."""
    return look(lambda reads, _: [each.name for each in reads.persons() if each.admin])


def made_admin(name: str) -> bool:
    """Make the person an admin; tell whether they were none. Raises Refused, Temporary."""

    async def deed(ports: Ports) -> bool:
        person = await ports.store.read(lambda reads: person_called(reads, name))
        return await make_admin(ports, person.id)

    return change(deed)


def revoked(name: str) -> Revoked:
    """Take the person's rights away. Raises Refused, Temporary."""

    async def deed(ports: Ports) -> Revoked:
        person = await ports.store.read(lambda reads: person_called(reads, name))
        return await revoke_admin(ports, person.id, ADMIN)

    return change(deed)
