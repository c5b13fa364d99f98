"""A duty that one process of several does, and what it notes for the next one that does it."""

from service.ports.bundle import Ports
from service.usecases.commit import commit


async def take(ports: Ports, office: str, holder: str, seconds: float) -> bool:
    """Take or keep the duty for so many seconds; tell whether it is the holder's now.

    Raises Temporary.
    """
    return await commit(ports, lambda tx: tx.take_office(office, holder, tx.now() + seconds))


async def leave(ports: Ports, office: str, holder: str) -> None:
    """Give the duty back. Raises Temporary."""
    await commit(ports, lambda tx: tx.leave_office(office, holder))


async def note(ports: Ports, name: str, text: str) -> None:
    """Note how far something was done. Raises Temporary."""
    await commit(ports, lambda tx: tx.set_cursor(name, text))
