"""Clock, ids and store of one process."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from service.adapters.store.sqlite import InlineStore
from service.domain.deliveries import Delivery
from service.domain.effects import Effect
from service.domain.errors import DeadlinePassed, Temporary
from service.domain.ids import time_ordered
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases.packing import Parcel
from tests.simulation.chaos import Chaos
from tests.simulation.processes import Process
from tests.simulation.story import Story

T = TypeVar("T")
EPOCHS = (
    (1_800_000_000.0, "UTC"),  # a morning in January
    (1_805_007_600.0 - 200.0, "America/New_York"),  # 14 March 2027, 07:00 UTC: skips an hour
    (1_806_195_600.0 - 200.0, "Europe/Berlin"),  # 28 March 2027, 01:00 UTC: skips an hour
    (1_806_764_400.0 - 200.0, "Australia/Lord_Howe"),  # 3 April 2027, 15:00 UTC: half an hour twice
    (1_824_940_800.0 - 200.0, "Europe/Berlin"),  # 31 October 2027, 00:00 UTC: an hour twice
    (1_824_944_400.0 - 200.0, "Europe/Berlin"),  # an hour later: it begins anew
)
"""When a simulated deployment begins, in seconds since 1970, and where the clock changes then."""
JOB: ContextVar[tuple[str, int] | None] = ContextVar("JOB", default=None)
"""The turn and attempt that the running task works on."""
PARCEL: ContextVar[Delivery] = ContextVar("PARCEL")
"""The delivery that the running task took out of its lane last."""

Committed = Callable[[Process, tuple[str, int] | None], None]


class WallClock:
    """The machine's clock: the loop's time, and how far it was set forward or back."""

    def __init__(self, loop: asyncio.AbstractEventLoop, epoch: float) -> None:
        self._loop = loop
        self.epoch = epoch
        self.jumped = 0.0

    def now(self) -> float:
        return self.epoch + self._loop.time() + self.jumped

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SimClock:
    """A process's clock: nobody sleeps on in a dead process."""

    def __init__(self, process: Process, wall: WallClock) -> None:
        self._process = process
        self._wall = wall

    def now(self) -> float:
        self._process.check()
        return self._wall.now()

    def monotonic(self) -> float:
        self._process.check()
        return self._wall.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._process.gate("before a sleep")
        await self._process.sleep(seconds)


class SimIds:
    """Time-ordered ids from the seed."""

    def __init__(self, chaos: Chaos, wall: WallClock) -> None:
        self._random = chaos.stream("ids")
        self._wall = wall

    def new(self) -> str:
        return time_ordered(int(self._wall.now() * 1000), self._random.getrandbits(80))

    def token(self, size: int) -> str:
        return "".join(self._random.choice("ABCDEFGH23456789") for _ in range(size))

    def jitter(self) -> float:
        return self._random.random()


class SimStore:
    """The real store, which is away at times, late, or silent about how a commit ended."""

    def __init__(
        self, process: Process, inner: InlineStore, chaos: Chaos, story: Story, done: Committed
    ) -> None:
        self._process = process
        self._inner = inner
        self._chaos = chaos
        self._story = story
        self._done = done

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        await self._process.gate("before a commit")
        await self._process.lag(0.4)
        await self._process.gate("at a commit")
        rates = self._chaos.rates
        self._refuse_if_away(rates.store_away)
        if deadline is not None and self._chaos.happens("late", rates.store_late):
            return await self._too_late(work)
        result = await self._inner.run(work)
        self._story.count("commit")
        if isinstance(result[0], Parcel):
            PARCEL.set(result[0].delivery)
        if getattr(work, "__name__", "") != "_take_office":
            self._done(self._process, JOB.get())
        if self._chaos.happens("unknown", rates.store_unknown):
            self._story.count("commit of unknown outcome")
            raise Temporary("the database went away while it saved", source="database")
        await self._process.gate("after a commit")
        await self._process.lag(0.4)
        return result

    def _refuse_if_away(self, chance: float) -> None:
        if self._chaos.away("store") or self._chaos.happens("store", chance):
            self._story.count("store away")
            raise Temporary("the database is away", source="database")

    async def _too_late(self, work: Callable[[Tx], T]) -> tuple[T, list[Effect]]:
        """Do all of the work and roll it back, as at a deadline."""

        def undone(tx: Tx) -> T:
            work(tx)
            raise DeadlinePassed("the database took too long", source="database")

        self._story.count("deadline passed")
        return await self._inner.run(undone)

    async def read(self, query: Callable[[Reads], T]) -> T:
        await self._process.gate("before a read")
        await self._process.lag(0.2)
        self._refuse_if_away(self._chaos.rates.store_away / 2)
        return await self._inner.read(query)

    async def close(self) -> None:
        """The file is closed by the world that opened it."""
