"""A front end's duty that one process of several does at a time."""

from service.ports.bundle import Ports
from service.usecases import duty


class Duty:
    """One process's claim to a duty. Every method lets Temporary through.

    It is held for `lease` seconds unless it is taken again before.
    """

    def __init__(self, ports: Ports, office: str, holder: str, lease: float) -> None:
        self._ports = ports
        self._office = office
        self._holder = holder
        self._lease = lease

    async def take(self) -> bool:
        """Take or keep it; tell whether this process has it now."""
        return await duty.take(self._ports, self._office, self._holder, self._lease)

    async def leave(self) -> None:
        """Give it back, so that another process takes it at once."""
        await duty.leave(self._ports, self._office, self._holder)

    async def noted(self, what: str) -> str:
        """Return what was noted last, empty if nothing ever was."""
        return await self._ports.store.read(lambda reads: reads.cursor(self._name(what)))

    async def note(self, what: str, text: str) -> None:
        """Note something for whoever does it next."""
        await duty.note(self._ports, self._name(what), text)

    def _name(self, what: str) -> str:
        return f"{self._office}:{what}"
