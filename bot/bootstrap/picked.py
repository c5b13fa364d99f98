"""Whose it is to know that a message was picked up which was missed."""

from bot.channel import Heard
from bot.chat.catching.tally import Picked
from service.domain.persons import Identity
from service.ports.bundle import Ports


async def picked(ports: Ports, heard: Heard | None, author: Identity) -> Picked | None:
    """Return what became of a message, None if it did not concern heddle. Raises Temporary."""
    if heard is None:
        return None
    if heard.again:
        return Picked(fresh=False)
    number = heard.session
    if number is not None:
        session = await ports.store.read(lambda reads: reads.session(number))
        if session is not None:
            return Picked(fresh=True, owner=session.owner_id)
    person = await ports.store.read(lambda reads: reads.person_by_identity(author))
    return Picked(fresh=True, owner=person.id if person is not None else None)
