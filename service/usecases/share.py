"""Collaborators: who else may write in a session. Only its owner shares it."""

from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import access
from service.usecases.commit import commit


async def share(ports: Ports, owner: PersonId, number: SessionNumber, name: str) -> Person:
    """Let the person called `name` write, answer, stop and redirect in the session.

    Raises Refused if there is nobody or more than one of that name, or the caller is not
    the owner.
    """
    other = await person_called(ports, name)

    def work(tx: Tx) -> Person:
        access.owned_session(tx, owner, number)
        if other.id == owner:
            raise Refused("It is your own session already.")
        tx.sessions.share(number, other.id)
        tx.effects.append(Changed(number))
        return other

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def unshare(ports: Ports, owner: PersonId, number: SessionNumber, name: str) -> Person:
    """Take the person's access back; what they wrote stays. Raises Refused like `share`."""
    other = await person_called(ports, name)

    def work(tx: Tx) -> Person:
        access.owned_session(tx, owner, number)
        tx.sessions.unshare(number, other.id)
        tx.effects.append(Changed(number))
        return other

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def person_called(ports: Ports, name: str) -> Person:
    """Return the one person of that name, whatever its case. Raises Refused otherwise."""
    wanted = name.strip().lstrip("@").casefold()

    def query(reads: Reads) -> list[Person]:
        return [each for each in reads.persons() if each.name.casefold() == wanted]

    found = await ports.store.read(query)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            f"There is nobody called {name.strip()!r} here. They must sign in or link first.",
        )
    raise Refused(f"There are {len(found)} people called {name.strip()!r}; rename one first.")
