"""Talking to a running deployment from a test: what a front end does, without one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from service.bootstrap.opening import Opened, opened
from service.domain.effects import Changed
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.persons import Identity, Person
from service.domain.receipts import receipt_key
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.settings.groups import Caps, Models
from service.settings.service import ServiceSettings
from service.usecases.identify import sign_in
from service.usecases.receive import Arrival, Received, receive
from tests.e2e.running import PATIENCE


class Talk:
    """One person in one deployment."""

    def __init__(self, service: Opened, person: Person) -> None:
        self.service = service
        self.person = person
        self._messages = 0

    async def say(self, thread: str, text: str) -> Received:
        """Send a message into a thread."""
        self._messages += 1
        name = f"m{self._messages}-{self.service.ports.ids.token(6)}"
        key = receipt_key("test", "w", "r", name)
        where = ThreadKey("test", "w", "r", thread)
        arrival = Arrival(key, where, self.person.id, text, "test")
        return await receive(self.service.ports, arrival)

    async def session(self, number: SessionNumber) -> Session:
        """Return the session as it stands."""
        found = await self.service.store.read(lambda reads: reads.session(number))
        assert found is not None
        return found

    async def until(self, number: SessionNumber, *states: State) -> Session:
        """Wait until the session is in one of the states."""

        async def reached(session: Session) -> bool:
            return session.state in states

        return await self._until(number, reached)

    async def until_step(self, number: SessionNumber, above: int = 0) -> Session:
        """Wait until the agent has taken more than `above` steps in the session."""

        async def stepped(session: Session) -> bool:
            return session.steps > above

        return await self._until(number, stepped)

    async def until_taken(self, number: SessionNumber) -> None:
        """Wait until the lease of its first turn was taken from whoever held it."""

        async def taken(session: Session) -> bool:
            turns = await self.service.store.read(lambda reads: reads.turns(session.number))
            return turns[0].attempt > 1

        await self._until(number, taken)

    async def until_event(self, number: SessionNumber, kind: Kind) -> None:
        """Wait until an event of the kind is recorded."""

        async def recorded(session: Session) -> bool:
            kinds = frozenset({kind})
            found = await self.service.store.read(
                lambda reads: reads.events(session.number, kinds=kinds)
            )
            return bool(found)

        await self._until(number, recorded)

    async def _until(
        self, number: SessionNumber, reached: Callable[[Session], Awaitable[bool]]
    ) -> Session:
        """Look at every signal, and each second all the same: signals may be lost."""
        async with asyncio.timeout(PATIENCE):
            async with self.service.ports.signals.subscribe(Changed) as changes:
                while not await reached(found := await self.session(number)):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(1):
                            await anext(changes)
        return found


@asynccontextmanager
async def talking(
    folder: Path,
    models: Models | None = None,
    caps: Caps | None = None,
    others: Mapping[str, Any] = MappingProxyType({}),
) -> AsyncIterator[Talk]:
    """Join the deployment that `heddle up` runs in the folder; `others` are settings by name."""
    settings = ServiceSettings(
        data_dir=folder,
        redis_url=f"unix://{folder / 'valkey' / 'valkey.sock'}",
        models=models or Models(),
        caps=caps or Caps(),
        **others,
    )
    async with opened(settings) as service:
        person = await sign_in(service.ports, Identity("test", "w", "ann"), "Ann")
        yield Talk(service, person)
