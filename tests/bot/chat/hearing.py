"""A deployment with a fake platform, and as many front ends as a test wants: what is the same on
each platform.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from bot.chat.catching.catching import Back
from bot.chat.hearing import State
from bot.courier.platform import ChatChannel
from service.adapters.clock.system import SystemClock, SystemIds
from service.domain.effects import Effect
from service.domain.errors import Temporary
from service.domain.events import Kind
from service.domain.policy import Policy
from service.domain.receipts import Receipt
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Store, Tx
from tests.fakes.cipher import NoCipher
from tests.fakes.hints import FakeDoorbell, FakeSignals
from tests.fakes.working import FakeTelemetry
from tests.servers.served import Served

T = TypeVar("T")
Given = TypeVar("Given")
GivenTo = TypeVar("GivenTo", contravariant=True)


class ShiftedClock(SystemClock):
    """The machine's time, so many seconds later."""

    def __init__(self) -> None:
        self.later = 0.0

    def now(self) -> float:
        return super().now() + self.later


class Mortal:
    """A store until it is `dead`: then nothing of its process is written any more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.dead = False

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        self._check()
        return await self._store.run(work, deadline=deadline)

    async def read(self, query: Callable[[Reads], T]) -> T:
        self._check()
        return await self._store.read(query)

    async def close(self) -> None:
        """The store outlives its process."""

    def _check(self) -> None:
        if self.dead:
            raise Temporary("The process was killed.", retry_after=0.02)


class Frontend(Protocol[GivenTo]):
    """A platform's front end."""

    @property
    def state(self) -> State:
        """Return how it stands."""
        ...

    async def run_for_ever(self, given: Callable[[], Awaitable[GivenTo | None]]) -> None:
        """Listen with whatever is given."""
        ...


Front = TypeVar("Front", bound=Frontend[Any])


class Hearing(ABC, Generic[Front, Given]):
    """Front ends on a real store; `told` is what they would tell of what they missed."""

    def __init__(self, store: Store, clock: ShiftedClock, fake: Served, given: Given) -> None:
        self.clock, self._fake = clock, fake
        self._real = store
        self.store = Mortal(store)
        self.telemetry = FakeTelemetry()
        self.ports = Ports(
            self.store,
            FakeDoorbell(),
            FakeSignals(),
            clock,
            SystemIds(),
            NoCipher(),
            self.telemetry,
            replace(Policy(), cap=1000, cap_max=1000),
        )
        self.told: list[Back] = []
        self.channels: dict[str, ChatChannel] = {}
        self.given: Given | None = given
        self._count = 0

    @abstractmethod
    def made(self, holder: str, **options: Any) -> Front:
        """Make a front end that looks for its tokens all the time."""

    def frontend(self, **options: Any) -> Front:
        """Make a front end with a holder of its own."""
        self._count += 1
        return self.made(f"bot-{self._count}", **options)

    @asynccontextmanager
    async def running(self, **options: Any) -> AsyncIterator[Front]:
        """Run a front end, until the block ends."""
        frontend = self.frontend(**options)
        task = asyncio.create_task(frontend.run_for_ever(self._given))
        try:
            yield frontend
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def die(self) -> None:
        """Whatever runs now writes nothing any more; what is started later does."""
        self.store.dead = True
        self.store = Mortal(self._real)
        self.ports = replace(self.ports, store=self.store)

    async def connected(self, frontend: Front) -> None:
        """Wait until it hears and has read what it missed."""
        await self.until(lambda: frontend.state.connected and frontend.state.missed_since is None)

    async def until(self, holds: Callable[[], object], patience: float = 30.0) -> None:
        await self._fake.wait(holds, patience)

    async def read(self, query: Callable[[Reads], T]) -> T:
        return await self.store.read(query)

    async def receipts_of(self, *keys: str) -> list[Receipt | None]:
        """Return the receipts of messages."""

        def work(tx: Tx) -> list[Receipt | None]:
            return [tx.receipts.get(key) for key in keys]

        return (await self.store.run(work))[0]

    async def session_of(self, thread: ThreadKey) -> Session:
        """Return a thread's session."""
        found = await self.read(lambda reads: reads.session_by_thread(thread))
        assert found is not None, f"there is no session in {thread}"
        return found

    async def texts_of(self, session: Session) -> list[str]:
        """Return what people wrote in a session, in its order; empty for what was deleted."""
        number = session.number
        return [
            "" if each.erased else str(each.payload["text"])
            for each in await self.read(lambda reads: reads.events(number, kinds={Kind.MESSAGE}))
        ]

    async def _given(self) -> Given | None:
        return self.given

    async def _tell(self, back: Back) -> None:
        self.told.append(back)
