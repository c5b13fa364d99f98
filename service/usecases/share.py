"""Collaborators: who else may write in a session. Only its owner shares it."""

from collections.abc import Sequence

from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.persons import Person
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access, hand_on
from service.usecases.commit import commit


async def share(
    ports: Ports,
    owner: PersonId,
    number: SessionNumber,
    name: str,
    *,
    at: Whereabouts | None = None,
) -> Person:
    """Let the person called `name` write, answer, stop and redirect in the session.

    Raises Refused if there is nobody or more than one of that name, or the caller is not
    the owner.
    """
    other = await person_called(ports, name)

    def work(tx: Tx) -> Person:
        access.owned_session(tx, owner, number, at)
        if other.id == owner:
            raise Refused("It is your own session already.")
        tx.sessions.share(number, other.id)
        tx.effects.append(Changed(number))
        return other

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def unshare(
    ports: Ports,
    owner: PersonId,
    number: SessionNumber,
    name: str,
    *,
    at: Whereabouts | None = None,
) -> Person:
    """Take the person's access back; what they wrote stays, and what stood in their inbox
    returns to the owner's. Raises Refused like `share`.
    """
    other = await person_called(ports, name)

    def work(tx: Tx) -> Person:
        access.lock_persons(tx, owner, other.id)
        access.owned_session(tx, owner, number, at)
        tx.sessions.unshare(number, other.id)
        hand_on.take_back(tx, ports, number, owner, other.id)
        tx.effects.append(Changed(number))
        return other

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


async def person_called(ports: Ports, name: str) -> Person:
    """Return the one person of that name, whatever its case. Raises Refused otherwise."""
    return one_called(await ports.store.read(lambda reads: reads.persons()), name)


def one_called(people: Sequence[Person], name: str) -> Person:
    """Return the one of them with that name, whatever its case. Raises Refused otherwise."""
    wanted = name.strip().lstrip("@").casefold()
    found = [each for each in people if each.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            f"There is nobody called {name.strip()!r} here. They must sign in or link first.",
        )
    raise Refused(f"There are {len(found)} people called {name.strip()!r}; rename one first.")
