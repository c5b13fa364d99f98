"""The queue, the doorbell and the signals: all of it lossy, late and doubled."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from service.domain.effects import Ring, Signal
from service.domain.errors import Temporary
from tests.simulation.chaos import Chaos
from tests.simulation.processes import Process
from tests.simulation.story import Story


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
