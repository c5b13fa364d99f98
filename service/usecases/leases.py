"""What a worker holds: its leases, the beat that renews them, and how work under a lease
is interrupted when it is stopped, redirected or taken over.
"""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

from service.domain.effects import Cancel
from service.domain.errors import LeaseLost, Temporary
from service.domain.freezes import Freeze, holding
from service.domain.ids import PersonId, TurnId
from service.domain.turns import Lease, Progress
from service.domain.watching import Patience
from service.ports.bundle import WorkerPorts
from service.ports.store import Tx
from service.usecases.flights import Flight
from service.usecases.paces import KEEP_EVERY, PaceBook

T = TypeVar("T")
_log = structlog.get_logger(__name__)


class Redirected(Exception):
    """The model call in flight was cancelled because a person redirected the session."""


class HandOver(Exception):
    """The worker is shutting down, or the turn is held back: it is given back at this step's
    end.
    """


@dataclass(slots=True, eq=False)
class Held:
    """A turn under this worker's lease; times are in the clock's monotonic seconds.

    `moved_at` is when its last step was recorded, `flight` the call that it waits for.
    """

    lease: Lease
    renewed_at: float
    moved_at: float
    cancel_seq: int = 0
    pool: str = ""
    owner: PersonId | None = None
    leaving: bool = False
    frozen: bool = False
    paces: PaceBook = field(default_factory=PaceBook)
    flight: Flight | None = None
    _flights: int = 0
    _lost: asyncio.Event = field(default_factory=asyncio.Event)
    _redirected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def lost(self) -> bool:
        """Whether somebody else decides about the turn now."""
        return self._lost.is_set()

    def lose(self) -> None:
        """Note that somebody else decides about the turn now."""
        self._lost.set()

    def begin_call(self, known: int) -> None:
        """A model call begins that reads the events up to `known`: redirects among them are
        followed already.
        """
        self.cancel_seq = max(self.cancel_seq, known)
        self._redirected.clear()

    @contextmanager
    def waits_for(self, flight: Flight) -> Iterator[Flight]:
        """Wait for a call while the context is open; one that ends well is learned from."""
        self._flights += 1
        self.flight = flight
        try:
            yield flight
            flight.learn(self.paces)
        finally:
            self.flight = None
            self.moved_at = flight.clock.monotonic()

    def progress(self, patience: Patience, ahead: float) -> Progress:
        """Return what the beat tells of it; `ahead` is the store's time less the monotonic."""
        flight = self.flight
        if flight is None:
            return Progress(self.moved_at + ahead)
        by, usual = flight.expected(self.paces, patience)
        told = flight.told(f"{self.lease.attempt}.{self._flights}", usual, ahead)
        return Progress(max(self.moved_at, flight.last) + ahead, told.as_json(), by + ahead)

    async def interrupted(self) -> None:
        """Return when somebody wants the call in flight to end: it was redirected or cancelled."""
        await self._redirected.wait()
        self._redirected.clear()

    def redirect(self, cancel_seq: int) -> None:
        """Interrupt the call in flight if the order is a new one."""
        if cancel_seq > self.cancel_seq:
            self.cancel_seq = cancel_seq
            self._redirected.set()

    def check(self) -> None:
        """Raise LeaseLost or HandOver if the next step must not begin."""
        if self._lost.is_set():
            raise LeaseLost(f"turn {self.lease.turn} is no longer held here")
        if self.leaving:
            raise HandOver

    def brake(self) -> None:
        """Raise HandOver if an operator holds the agent's work back: it goes on from here later."""
        if self.frozen:
            raise HandOver

    async def guard(self, work: Coroutine[Any, Any, T], *, redirectable: bool = False) -> T:
        """Run `work`; cancel it and raise LeaseLost or Redirected as soon as that happens."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(_seen)
        alarms = [asyncio.ensure_future(self._lost.wait())]
        if redirectable:
            alarms.append(asyncio.ensure_future(self._redirected.wait()))
        try:
            await asyncio.wait([task, *alarms], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (task, *alarms):
                if not each.done():
                    each.cancel()
            await asyncio.wait([task, *alarms])
        if self._lost.is_set():
            raise LeaseLost(f"turn {self.lease.turn} is no longer held here")
        if not task.cancelled():
            return task.result()
        if redirectable and self._redirected.is_set():
            raise Redirected
        raise Temporary("A call was broken off from within.")


def _seen(task: "asyncio.Task[Any]") -> None:
    """Whoever waits for it is told; somebody who was cancelled meanwhile does not any more."""
    if not task.cancelled():
        task.exception()


class LeaseBook:
    """All turns that this worker holds, renewed by one statement a beat."""

    def __init__(self, ports: WorkerPorts) -> None:
        self._ports = ports
        self.paces = PaceBook()
        self._held: dict[TurnId, Held] = {}
        self._wake = asyncio.Event()
        self._leaving = False

    def __len__(self) -> int:
        return len(self._held)

    @contextmanager
    def holding(self, held: Held) -> Iterator[Held]:
        """Keep the lease renewed while the context is open.

        An earlier attempt at the same turn that is still letting go here has lost it.
        """
        earlier = self._held.get(held.lease.turn)
        if earlier is not None:
            earlier.lose()
        self._held[held.lease.turn] = held
        held.leaving = self._leaving
        self._tell()
        try:
            yield held
        finally:
            if self._held.get(held.lease.turn) is held:
                del self._held[held.lease.turn]
            self._tell()

    def _tell(self) -> None:
        base = self._ports.base
        base.telemetry.turns_held(base.policy.default_pool, len(self._held))

    def leave(self) -> None:
        """Have every turn handed over at the end of its step; the worker shuts down."""
        self._leaving = True
        for held in self._held.values():
            held.leaving = True

    async def run(self) -> None:
        """Beat until cancelled: at every beat, and at once when a turn held here changed."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._tick())
            group.create_task(self._watch())
            group.create_task(self._learn())

    async def beat(self) -> None:
        """Renew all leases; interrupt what was taken away, redirected or went unrenewed."""
        if not self._held:
            return
        base, held = self._ports.base, dict(self._held)

        def work(tx: Tx) -> tuple[dict[TurnId, tuple[int, int]], Sequence[Freeze]]:
            until = tx.now() + base.policy.lease
            # In the store's time, whatever the clocks of workers say.
            ahead = tx.now() - base.clock.monotonic()
            patience = base.policy.patience
            progress = {turn: each.progress(patience, ahead) for turn, each in held.items()}
            rows = tx.turns.beat(self._ports.worker, until, progress)
            return {turn: (attempt, cancel) for turn, attempt, cancel in rows}, tx.freezes.all()

        started = base.clock.monotonic()
        try:
            (ours, freezes), _ = await base.store.run(work)
        except Temporary as error:
            _log.warning("beat_failed", worker=self._ports.worker, error=str(error))
            self._drop_unrenewed()
            return
        for turn, each in held.items():
            attempt, cancel_seq = ours.get(turn, (0, 0))
            if attempt != each.lease.attempt:
                each.lose()
                continue
            each.renewed_at = started
            each.frozen = holding(freezes, each.pool, each.owner) is not None
            each.redirect(cancel_seq)

    async def _learn(self) -> None:
        """Keep from time to time what was seen of how long calls take."""
        await self.paces.keep(self._ports.base)
        while True:
            await self._ports.base.clock.sleep(KEEP_EVERY)
            if self.paces.has_news:
                await self.paces.keep(self._ports.base)

    async def _watch(self) -> None:
        """Give up leases in time even while a beat hangs in the database.

        Not right after a time in which nothing here ran: the beat comes first then.
        """
        clock, policy = self._ports.base.clock, self._ports.base.policy
        while True:
            before = clock.monotonic()
            await clock.sleep(policy.beat)
            if clock.monotonic() - before < policy.lease / 3:
                self._drop_unrenewed()

    def _drop_unrenewed(self) -> None:
        """Give up leases at two thirds of their time: another worker may soon have them."""
        base = self._ports.base
        limit = base.clock.monotonic() - base.policy.lease * 2 / 3
        for turn, held in self._held.items():
            if held.renewed_at < limit and not held.lost:
                _log.warning("lease_given_up", turn=turn, worker=self._ports.worker)
                held.lose()

    async def _listen(self) -> None:
        async with self._ports.base.signals.subscribe(Cancel) as signals:
            async for signal in signals:
                if isinstance(signal, Cancel) and signal.turn in self._held:
                    self._wake.set()

    async def _tick(self) -> None:
        clock, beat = self._ports.base.clock, self._ports.base.policy.beat
        while True:
            self._wake.clear()
            await self.beat()
            pause = [
                asyncio.ensure_future(clock.sleep(beat)),
                asyncio.ensure_future(self._wake.wait()),
            ]
            try:
                await asyncio.wait(pause, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in pause:
                    each.cancel()
