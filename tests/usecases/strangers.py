"""The scene of who is told, in a room where others write as well."""

from collections.abc import Sequence
from typing import Any

from service.domain import held
from service.domain.events import Attachment, Kind
from service.domain.ids import PersonId
from service.domain.items import Item, ItemKind
from service.domain.receipts import Receipt
from service.domain.rooms import Room, RoomKey
from service.domain.threads import ThreadKey
from service.usecases.receive import Arrival, Received, receive
from tests.usecases.scene import BOB
from tests.usecases.telling import Telling

EVE = PersonId("eve")
ROOM = RoomKey("slack", "T1", "C1")


class Strangers:
    """People who write into Ann's thread."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self._keys = 0

    async def write(
        self,
        text: str,
        person: PersonId = BOB,
        key: str = "",
        thread: str = "t",
        files: Sequence[Attachment] = (),
        **more: Any,
    ) -> Received:
        """Somebody writes into a thread of the room."""
        self._keys += 1
        where = ThreadKey(ROOM.channel, ROOM.workspace, ROOM.room, thread)
        key = key or f"s{self._keys}"
        arrival = Arrival(key, where, person, text, "slack", files, open_room=True, **more)
        return await receive(self.telling.ports, arrival)

    async def rules(self, **chosen: Any) -> None:
        """The room gets its settings."""
        await self.telling.store.run(lambda tx: tx.rooms.save(Room(ROOM, **chosen)))

    async def held(self, number: int = 1) -> list[Item]:
        """Return the open items about held messages."""
        found = await self.telling.items(number)
        return [each for each in found if each.kind is ItemKind.HELD]

    async def texts(self, number: int = 1) -> list[str]:
        """Return what is held, in order."""
        return [each.text for item in await self.held(number) for each in held.messages(item)]

    async def receipt(self, key: str) -> Receipt:
        found, _ = await self.telling.store.run(lambda tx: tx.receipts.get(key))
        assert found is not None
        return found

    async def said(self, number: int = 1) -> list[tuple[str, str]]:
        """Return (name, text) of every message in the session's history."""
        found = await self.telling.events(Kind.MESSAGE, number=number)
        return [(each.payload["name"], each.payload["text"]) for each in found]
