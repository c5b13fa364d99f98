"""The leader's round over the timers: everything that happens later happens from here."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import structlog

from service.domain.errors import Temporary
from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId
from service.domain.timers import Timer, TimerKind
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import outages
from service.usecases.capture_later import capture_due
from service.usecases.check_in import check_in_due
from service.usecases.claim import turn_due
from service.usecases.commit import commit
from service.usecases.decide import decide_by_default
from service.usecases.park import park_if_still_waiting
from service.usecases.tell import tell_due

OFFICE = "sweeper"
BATCH = 200
AT_ONCE = 4
"""Timers that are handled at a time where the database runs transactions beside each other: each
mostly waits for it and for the queue. Few, so that they leave most connections to what people do.
"""
_log = structlog.get_logger(__name__)


_HANDLERS: dict[TimerKind, Callable[[Ports, str], Awaitable[None]]] = {
    TimerKind.TURN: lambda ports, ref: turn_due(ports, TurnId(ref)),
    TimerKind.PARK: lambda ports, ref: park_if_still_waiting(ports, SessionNumber(int(ref))),
    TimerKind.CAPTURE: lambda ports, ref: capture_due(ports, SessionNumber(int(ref))),
    TimerKind.TELL: lambda ports, ref: tell_due(ports, PersonId(ref)),
    TimerKind.PROVIDER: lambda ports, ref: outages.look(ports, ItemId(ref)),
    TimerKind.CHECK_IN: lambda ports, ref: check_in_due(ports, SessionNumber(int(ref))),
    TimerKind.DECIDE: lambda ports, ref: decide_by_default(ports, ItemId(ref)),
}


@dataclass(frozen=True, slots=True)
class Swept:
    """What a round found. `leading` is false while another process holds the office.

    `next_due` is the store's time of the next timer, `now` the store's time of the round.
    """

    leading: bool
    handled: int
    now: float
    next_due: float | None


class Sweeper:
    """One process's part in sweeping; at most one of all of them leads at a time.

    After a gap (a suspended machine, a database that was away, a clock that jumped)
    nobody's lease is judged for one lease's time, so that holders can renew first.
    """

    def __init__(self, ports: Ports, holder: str, at_once: int = AT_ONCE) -> None:
        self._ports = ports
        self._holder = holder
        self._at_once = at_once
        self._last: tuple[float, float] | None = None
        self._grace_until = 0.0
        self._leads_until = float("-inf")

    def leads(self) -> bool:
        """Tell whether the office is this process's for certain: its lease has not run out, not
        even if the process stood still for a while.
        """
        return self._ports.clock.monotonic() < self._leads_until

    async def sweep(self) -> Swept:
        """Take or keep the office and handle one batch of due timers.

        Raises Temporary if the store cannot be reached; nothing is judged for a while then.
        """
        ports, started = self._ports, self._ports.clock.monotonic()
        leading, due, now, next_due = await commit(ports, self._take_office)
        self._leads_until = started + ports.policy.lease if leading else float("-inf")
        self._note_gap(now, started)
        if not leading:
            return Swept(False, 0, now, None)
        await self._handle_all(due, now)
        ports.telemetry.swept(len(due), ports.clock.monotonic() - started)
        return Swept(True, len(due), now, next_due)

    async def leave(self) -> None:
        """Free the office, so that another process need not wait for the lease to end."""
        self._leads_until = float("-inf")
        await commit(self._ports, lambda tx: tx.leave_office(OFFICE, self._holder))

    def _take_office(self, tx: Tx) -> tuple[bool, list[Timer], float, float | None]:
        now = tx.now()
        if not tx.take_office(OFFICE, self._holder, now + self._ports.policy.lease):
            return False, [], now, None
        return True, list(tx.timers.due(now, BATCH)), now, tx.timers.next_due()

    def _note_gap(self, now: float, monotonic: float) -> None:
        """Start a time of grace when either clock moved more than half a lease.

        Also while another process leads: after an outage it may be this one that does.
        """
        lease = self._ports.policy.lease
        if self._last is not None:
            moved, passed = now - self._last[0], monotonic - self._last[1]
            if passed > lease / 2 or abs(moved - passed) > lease / 2:
                self._grace_until = now + lease
                _log.warning("sweep_gap", seconds=round(passed, 1), clock_moved=round(moved, 1))
        self._last = (now, monotonic)

    async def _handle_all(self, due: Iterable[Timer], now: float) -> None:
        """Handle them, oldest first. Raises Temporary once nobody handles any more."""
        left = iter(due)

        async def some() -> None:
            for timer in left:
                await self._handle(timer, now)

        handling = (some() for _ in range(self._at_once))
        for ended in await asyncio.gather(*handling, return_exceptions=True):
            if ended is not None:
                raise ended

    async def _handle(self, timer: Timer, now: float) -> None:
        """Handle one timer in its own transaction; one that breaks is tried again later."""
        try:
            if timer.kind == TimerKind.TURN and now < self._grace_until:
                await self._postpone(timer, self._grace_until)
            else:
                await _HANDLERS[timer.kind](self._ports, timer.ref)
        except Temporary:
            raise
        except Exception:
            _log.exception("timer_failed", kind=timer.kind, ref=timer.ref)
            await self._postpone(timer, now + 60.0)

    async def _postpone(self, timer: Timer, due: float) -> None:
        moved = Timer(timer.kind, timer.ref, due)
        await commit(self._ports, lambda tx: tx.timers.set(moved))
