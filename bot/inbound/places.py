"""What a platform says of its rooms, threads and people: that they are gone, or back."""

from service.domain.ids import PersonId
from service.domain.rooms import RoomKey
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.usecases import adrift


class Places:
    """Rooms and threads of chat platforms. Every method lets Temporary through."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def lost(self, where: ThreadKey | RoomKey, why: str) -> int:
        """A thread or a room can show nothing any more, because of `why`, a sentence without
        its full stop; return how many sessions lost theirs.
        """
        return await adrift.thread_lost(self._ports, where, why)

    async def back(self, where: ThreadKey | RoomKey) -> int:
        """It can be written to again; return how many sessions have theirs back."""
        return await adrift.room_back(self._ports, where)

    async def gone(self, person: PersonId, why: str) -> int:
        """The person can be reached no more there; return how many sessions were parked."""
        return await adrift.person_gone(self._ports, person, why)
