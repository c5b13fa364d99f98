"""The simulated ports of one process, and the parts of the deployment that they share."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from service.adapters.store.sqlite import InlineStore
from service.domain.budgets import Usage
from service.domain.effects import Effect, Ring, Signal
from service.domain.errors import DeadlinePassed, Temporary
from service.domain.ids import time_ordered
from service.ports.reads import Reads
from service.ports.store import Tx
from tests.simulation.chaos import Chaos
from tests.simulation.processes import Process
from tests.simulation.story import Story

T = TypeVar("T")
EPOCH = 1_800_000_000.0
JOB: ContextVar[tuple[str, int] | None] = ContextVar("JOB", default=None)
"""The turn and attempt that the running task works on."""

Committed = Callable[[Process, tuple[str, int] | None], None]


class WallClock:
    """The machine's clock: the loop's time, and how far it was set forward or back."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.jumped = 0.0

    def now(self) -> float:
        return EPOCH + self._loop.time() + self.jumped

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


class Queue:
    """The jobs of all workers, outside every process: it survives them, and may be emptied."""

    def __init__(self, chaos: Chaos, story: Story) -> None:
        self._chaos = chaos
        self._story = story
        self._jobs: dict[str, Ring] = {}
        self.busy: set[str] = set()
        self.arrived = asyncio.Event()

    def put(self, ring: Ring) -> None:
        """Queue a job unless its id is known."""
        if ring.id not in self._jobs and ring.id not in self.busy:
            self._jobs[ring.id] = ring
            self.arrived.set()

    def take(self) -> Ring | None:
        """Take a job that nobody runs, often the oldest."""
        if not self._jobs:
            self.arrived.clear()
            return None
        keys = list(self._jobs)
        first = self._chaos.stream("queue").random() < 0.8
        key = keys[0] if first else self._chaos.stream("queue").choice(keys)
        ring = self._jobs.pop(key)
        self.busy.add(ring.id)
        return ring

    def empty(self) -> None:
        """Lose everything."""
        self._story.tell("queue", 0, f"emptied, {len(self._jobs)} jobs lost")
        self._jobs.clear()


class SimDoorbell:
    """Rings that are lost, late or doubled."""

    def __init__(self, process: Process, queue: Queue, chaos: Chaos, story: Story) -> None:
        self._process = process
        self._queue = queue
        self._chaos = chaos
        self._story = story

    async def ring(self, ring: Ring) -> None:
        await self._process.gate("before a ring")
        if self._chaos.away("doorbell"):
            self._story.count("doorbell away")
            raise Temporary("the queue is away", source="redis")
        rates, rng = self._chaos.rates, self._chaos.stream("rings")
        if self._chaos.happens("ring lost", rates.ring_lost):
            self._story.count("ring lost")
            return
        times = 2 if self._chaos.happens("ring twice", rates.ring_twice) else 1
        for _ in range(times):
            late = rng.uniform(0.0, 12.0) if self._chaos.on and rng.random() < 0.1 else 0.002
            asyncio.get_running_loop().call_later(late, self._queue.put, ring)

    async def close(self) -> None:
        """Nothing is held."""


@dataclass(slots=True)
class Hub:
    """Who listens to signals just now."""

    inboxes: list[tuple[Process, tuple[type[Signal], ...], asyncio.Queue[Signal]]] = field(
        default_factory=list
    )


class SimSignals:
    """Signals that often get lost."""

    def __init__(self, process: Process, hub: Hub, chaos: Chaos, story: Story) -> None:
        self._process = process
        self._hub = hub
        self._chaos = chaos
        self._story = story

    async def publish(self, signal: Signal) -> None:
        await self._process.gate("before a signal")
        if self._chaos.away("signals"):
            raise Temporary("nobody hears", source="redis")
        for process, kinds, inbox in self._hub.inboxes:
            if not isinstance(signal, kinds) or not process.alive:
                continue
            if self._chaos.happens("signal lost", self._chaos.rates.signal_lost):
                self._story.count("signal lost")
                continue
            late = self._chaos.stream("signals").random() ** 6
            asyncio.get_running_loop().call_later(late, inbox.put_nowait, signal)

    @asynccontextmanager
    async def subscribe(self, *kinds: type[Signal]) -> AsyncIterator[AsyncIterator[Signal]]:
        entry = (self._process, kinds, asyncio.Queue[Signal]())
        self._hub.inboxes.append(entry)
        try:
            yield self._taken_from(entry[2])
        finally:
            self._hub.inboxes.remove(entry)

    async def _taken_from(self, inbox: asyncio.Queue[Signal]) -> AsyncGenerator[Signal, None]:
        while True:
            signal = await inbox.get()
            await self._process.gate("at a signal")
            yield signal

    async def close(self) -> None:
        """Nothing is held."""


class NoCipher:
    """Nothing secret is simulated."""

    def encrypt(self, text: str) -> bytes:
        return text.encode()

    def decrypt(self, ciphertext: bytes) -> str:
        return ciphertext.decode()


class CountingTelemetry:
    """Counts into the story what use cases report."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def message_received(self, channel: str, fate: str) -> None:
        self._story.count(f"message {fate}")

    def turn_dispatched(self, seconds: float) -> None:
        self._story.count("turn claimed")

    def turn_ended(self, outcome: str, seconds: float) -> None:
        self._story.count(f"turn {outcome}")

    def step_ended(self, kind: str, ok: bool, seconds: float) -> None:
        self._story.count("step model" if kind == "model" else f"step tool ok={ok}")

    def model_called(
        self, model: str, result: str, usage: Usage, first_token: float | None
    ) -> None:
        self._story.count(f"model {result}")

    def waited(self, reason: str, seconds: float) -> None:
        self._story.count("wait for a provider")

    def lease_lost(self, taken_over: bool) -> None:
        self._story.count(f"lease lost taken_over={taken_over}")

    def bell_repaired(self) -> None:
        self._story.count("bell repaired")

    def hint_lost(self, kind: str) -> None:
        self._story.count(f"hint lost {kind}")

    def capture_ended(self, ok: bool, seconds: float) -> None:
        self._story.count(f"capture ok={ok}")

    def item_opened(self, kind: str, reason: str) -> None:
        self._story.count(f"item {kind} {reason}".strip())

    def item_resolved(self, kind: str, seconds: float) -> None:
        self._story.count(f"resolved {kind}")

    def swept(self, timers: int, seconds: float) -> None:
        self._story.count("timer handled", timers)
