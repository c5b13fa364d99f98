"""What a room of a chat platform allows, shown and set."""

from collections.abc import Collection, Sequence

from bot.channel import Heard
from bot.presenter import deeds
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.rooms import Room, RoomKey, Verbosity, Who
from service.ports.bundle import Ports
from service.usecases import rooms


class Rooming:
    """Rooms' settings."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def room(self, key: RoomKey) -> Room:
        """Return the room's settings, or the defaults."""
        return await self._ports.store.read(lambda reads: reads.room(key))

    async def set_room(
        self,
        person: Person,
        key: RoomKey,
        *,
        name: str,
        model: str,
        start: Who,
        steer: Who,
        verbosity: Verbosity,
        may: bool,
        roles: Sequence[str] = (),
        own: Collection[str] = (),
        task: str | None = None,
    ) -> Heard:
        """Write the room's settings; an empty `model` or `task` is the deployment's default, and
        a `task` of None stays as it is. `may` tells whether the platform says that the person
        manages the room: then they can change them back, whatever they chose. `own` are ids of
        the person's roles.
        """
        try:
            room = await rooms.set_room(
                self._ports,
                person.id,
                key,
                name=name,
                model=model,
                start=start,
                steer=steer,
                verbosity=verbosity,
                may=may,
                roles=roles,
                task=task,
            )
        except Refused as refused:
            return Heard(str(refused), refused=True)
        starts = person.admin or room.lets(room.start, own)
        return Heard(deeds.room_set(room, shut_out=not starts))
