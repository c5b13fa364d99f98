"""People who speak in a chat platform: in a room of many, and in direct messages."""

import itertools
from typing import Any

from bot.channel import Heard, Said
from bot.presenter.cards import Act
from service.domain.deliveries import Delivery, direct_lane
from service.domain.ids import ItemId
from service.domain.persons import Identity, Person
from service.domain.threads import ThreadKey
from tests.bot.inbound.scene import Scene


class Chat:
    """A workspace: room C1, and everybody's direct messages."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.inbound = scene.inbound
        self._numbers = itertools.count(1)

    async def person(self, name: str, *, admin: bool = False) -> Person:
        return await self.inbound.sign_in(self.identity(name), name, admin=admin)

    def identity(self, name: str) -> Identity:
        return Identity("slack", "T1", f"U-{name}")

    def lane(self, person: Person) -> ThreadKey:
        return ThreadKey.parse(direct_lane(self.identity(person.name)))

    def said(self, person: Person, text: str, thread: str = "1", **more: Any) -> Said:
        """A message in the room."""
        return Said(
            ThreadKey("slack", "T1", "C1", thread),
            person,
            more.pop("message", f"m{next(self._numbers)}"),
            text,
            identity=self.identity(person.name),
            open_room=True,
            **more,
        )

    def direct(self, person: Person, text: str, message: str = "") -> Said:
        """A message by itself in direct messages."""
        message = message or f"d{next(self._numbers)}"
        thread = ThreadKey("slack", "T1", f"D-{person.name}", message)
        identity = self.identity(person.name)
        return Said(thread, person, message, text, identity=identity, direct=True)

    async def say(self, person: Person, text: str, thread: str = "1", **more: Any) -> Heard:
        return await self.inbound.said(self.said(person, text, thread, **more))

    async def press(
        self, person: Person, act: Act, item: ItemId | None = None, **more: Any
    ) -> Heard:
        return await self.inbound.press(
            person,
            act,
            item,
            more.get("session"),
            more.get("choice"),
            more.get("text", ""),
            more.get("key") or f"p{next(self._numbers)}",
            "slack",
            new_thread=more.get("new_thread"),
            identity=self.identity(person.name),
        )

    async def posted(self, person: Person) -> list[Delivery]:
        """Return what goes to the person, in order."""
        return list(await self.scene.read(lambda reads: reads.deliveries(person=person.id)))
