"""Discord's limit for all calls, shared out: what people wait for goes before what can wait.

Whoever begins a call says nothing and is served first, or stands in `at` another urgency.
"""

import asyncio
import heapq
import itertools
import math
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from bot.courier.platform import Urgency

MOST, WITHIN = 48, 1.05
"""Calls that are under way or were within so many seconds; Discord takes fifty a second. Nobody
knows when a call reaches Discord, but that is before its answer comes.
"""
SHARES: Mapping[Urgency, float] = {Urgency.SPARE: 0.4, Urgency.SOON: 0.75, Urgency.NOW: 1.0}
"""How much of that may be used up before it is kept for what is more urgent."""
_RANKS: Mapping[Urgency, int] = {Urgency.NOW: 0, Urgency.SOON: 1, Urgency.SPARE: 2}
_urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.NOW)


@contextmanager
def at(urgency: Urgency) -> Iterator[None]:
    """Let the calls that are begun meanwhile, and by tasks made meanwhile, be of that urgency."""
    before = _urgency.set(urgency)
    try:
        yield
    finally:
        _urgency.reset(before)


class Budget:
    """The calls of one login."""

    def __init__(self) -> None:
        self._under_way = 0
        self._ended: deque[float] = deque()
        self._waiting: list[tuple[int, int, Urgency, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def take(self) -> None:
        """Return once a call may be begun, those that are more urgent before; `end` follows."""
        urgency, loop = _urgency.get(), asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, (_RANKS[urgency], next(self._numbers), urgency, turn))
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.end()
            raise

    def end(self) -> None:
        """A call that had its turn is over."""
        self._under_way -= 1
        self._ended.append(asyncio.get_running_loop().time())
        self._serve()

    def _serve(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        while self._waiting:
            *_, urgency, turn = self._waiting[0]
            # Who is less urgent has to wait longer still.
            if not turn.done() and (wait := self._wait(urgency, loop.time())) > 0:
                if wait < math.inf:
                    self._timer = loop.call_later(wait, self._serve)
                return
            heapq.heappop(self._waiting)
            if not turn.done():
                self._under_way += 1
                turn.set_result(None)

    def _wait(self, urgency: Urgency, now: float) -> float:
        """Return the seconds until fewer calls count than the urgency's share, infinity where
        one has to end before.
        """
        while self._ended and self._ended[0] <= now - WITHIN:
            self._ended.popleft()
        over = self._under_way + len(self._ended) - int(MOST * SHARES[urgency])
        if over < 0:
            return 0.0
        return self._ended[over] + WITHIN - now if over < len(self._ended) else math.inf
