"""Bots and workers: started, killed, stopped gently and started again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.sweeper import sweep_for_ever
from service.domain.effects import Job, Ring
from service.domain.errors import HeddleError
from service.domain.ids import SessionNumber, TurnId
from service.ports.bundle import WorkerPorts
from service.usecases.capture_later import capture_later
from service.usecases.claim import reclaim
from service.usecases.leases import LeaseBook
from service.usecases.run_turn import run_turn
from service.usecases.sweep import Sweeper
from service.worker.unrung import Unrung
from tests.simulation.courier import carry
from tests.simulation.ports import JOB
from tests.simulation.processes import Process
from tests.simulation.world import World

LOOK = 1.0
"""Seconds after which a worker notices that the queue is away."""

UNRUNG = -1
"""The number of a ring that there was not: the turn was found."""


class Machine:
    """One place where a process is kept running: when it ends, another follows."""

    def __init__(self, world: World, kind: str, place: int) -> None:
        self.world = world
        self.kind = kind
        self.place = place
        self.lives = 0
        self.process = self._next()

    def _next(self) -> Process:
        self.lives += 1
        renamed = self.kind == "bot" or self.world.chaos.stream("names").random() < 0.5
        name = f"{self.kind}{self.place}" + (f".{self.lives}" if renamed else "")
        return Process(name, self.world.chaos, self.world.story)

    async def keep_running(self, live: Callable[["Machine"], Awaitable[None]]) -> None:
        """Run one life after another."""
        world = self.world
        while True:
            world.story.tell(self.process.name, 0, "started")
            self.process.spawn(_life(live, self))
            await self.process.gone.wait()
            world.disk.release_all(self.process)
            world.story.count(f"{self.kind} started again")
            await asyncio.sleep(world.chaos.stream("restarts").uniform(0.2, 8.0))
            self.process = self._next()


async def _life(live: Callable[[Machine], Awaitable[None]], machine: Machine) -> None:
    await live(machine)


async def bot(machine: Machine) -> None:
    """Sweep and carry the outbox; people's requests are spawned by the channel."""
    ports = machine.world.ports(machine.process)
    carry(machine.process, machine.world)
    await sweep_for_ever(Sweeper(ports, machine.process.name), ports.clock)


class WorkerLife:
    """One worker process: its lease book, and the jobs that it runs side by side."""

    def __init__(self, machine: Machine) -> None:
        self.process = machine.process
        self.world = machine.world
        self.ports: WorkerPorts = machine.world.worker_ports(machine.process)
        self.book = LeaseBook(self.ports)
        self.jobs: list[asyncio.Task[None]] = []
        self.room = machine.world.chaos.stream("rooms").randint(1, 3)
        self._freed = asyncio.Event()
        self._unrung = Unrung(self.ports)
        self._found: set[tuple[str, int]] = set()

    async def live(self) -> None:
        """Run until killed, or until told to stop; then drain like the real one."""
        if self.world.named_again(self.process):
            await _patiently(reclaim, self.ports)
        beats = self.process.spawn(self._beat())
        takes = self.process.spawn(self._take_jobs())
        await self._until_told()
        self.world.story.tell(self.process.name, 0, "told to stop")
        self.world.story.count("worker stopped gently")
        self.book.leave()
        takes.cancel()
        await self._settle(5.0)
        for job in self.jobs:
            job.cancel()
        await self._settle(3.0)
        beats.cancel()
        await asyncio.wait([beats, takes])
        self.process.die("stopped")

    async def _until_told(self) -> None:
        chaos = self.world.chaos
        while not chaos.happens("stop gently", chaos.rates.stop_gently / 10):
            await self.process.sleep(5.0)

    async def _settle(self, seconds: float) -> None:
        if self.jobs:
            await asyncio.wait(self.jobs, timeout=seconds)

    async def _beat(self) -> None:
        while True:
            await self.book.run()

    async def _take_jobs(self) -> None:
        queue = self.world.queue
        while True:
            if len(self.jobs) >= self.room:
                await self._freed.wait()
                self._freed.clear()
                continue
            if self.world.chaos.away("doorbell"):
                await self._find_turns()
                continue
            ring = queue.take()
            if ring is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(queue.arrived.wait(), LOOK)
                await self.process.lag(0.3)
                continue
            self._begin(ring)

    def _begin(self, ring: Ring) -> None:
        job = self.process.spawn(self._job(ring))
        self.jobs.append(job)
        job.add_done_callback(lambda done: self._ended(done, ring))

    async def _find_turns(self) -> None:
        """Look as the real worker does while the queue is away; nobody rings."""
        for turn, attempt in await self._unrung.find(self.room - len(self.jobs)):
            if (turn, attempt) not in self._found:
                self._found.add((turn, attempt))
                self._begin(Ring(Job.TURN, turn, attempt, UNRUNG, ""))
        await self.process.sleep(self._unrung.pause())

    def _ended(self, job: asyncio.Task[None], ring: Ring) -> None:
        self.jobs.remove(job)
        self._freed.set()
        if ring.ring == UNRUNG:
            self._found.discard((ring.ref, ring.attempt))
            return
        self.world.queue.busy.discard(ring.id)
        if not self.process.alive and self.world.chaos.stream("requeue").random() < 0.5:
            self.world.queue.put(ring)

    async def _job(self, ring: Ring) -> None:
        try:
            if ring.job == Job.CAPTURE:
                await capture_later(self.ports, SessionNumber(int(ring.ref)))
                return
            JOB.set((ring.ref, ring.attempt))
            with self.world.at_work(ring.ref, ring.attempt):
                unrung = ring.ring == UNRUNG
                await run_turn(self.ports, self.book, TurnId(ring.ref), ring.attempt, unrung=unrung)
        except HeddleError as error:
            self.world.story.tell(self.process.name, 0, f"job {ring.id} raised {error!r}")


async def _patiently(work: Callable[[WorkerPorts], Awaitable[object]], ports: WorkerPorts) -> None:
    while True:
        try:
            await work(ports)
        except HeddleError:
            await ports.base.clock.sleep(0.5)
        else:
            return


async def worker(machine: Machine) -> None:
    """Take jobs and beat."""
    await WorkerLife(machine).live()
