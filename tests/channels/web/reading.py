"""A page that reads its stream, without a browser."""

import asyncio

from sse_starlette.event import ServerSentEvent

from bot.web.live import Stream, Wanted
from bot.web.login import Ticket, Visitor
from service.domain.ids import SessionNumber
from service.domain.persons import Person
from tests.channels.web.visiting import House


class Reader:
    """A page that reads its stream."""

    def __init__(
        self,
        house: House,
        person: Person,
        number: int | None = None,
        after: int = 0,
        *,
        inbox: bool = False,
        told: str = "",
    ) -> None:
        visitor = Visitor(person, Ticket("admin", "s"), "csrf")
        session = None if number is None else SessionNumber(number)
        stream = Stream(house.site, visitor, Wanted(session, after, inbox, told))
        self._events = stream.events()
        self.got: list[ServerSentEvent] = []

    async def until(self, name: str, text: str = "") -> ServerSentEvent:
        """Read until an event of the name holds the text."""
        async with asyncio.timeout(30):
            async for event in self._events:
                self.got.append(event)
                if event.event == name and text in str(event.data):
                    return event
        raise AssertionError(f"the stream ended without {name} {text}")

    async def upto(self) -> int:
        """Read until an entry has a number, and return it."""
        async with asyncio.timeout(30):
            async for event in self._events:
                self.got.append(event)
                if event.id is not None and event.event == "entry":
                    return int(event.id.partition(".")[0])
        raise AssertionError("the stream ended")

    def named(self, name: str) -> list[str]:
        """Return what came under that name so far."""
        return [str(each.data) for each in self.got if each.event == name]

    async def close(self) -> None:
        await self._events.aclose()  # type: ignore[attr-defined]
