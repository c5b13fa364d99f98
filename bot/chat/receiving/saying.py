"""What people are told at once, whatever the platform: in time, beside what follows, and nobody
the same refusal all day.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from service.domain.errors import Permanent, Temporary
from service.ports.clock import Clock

_DAY = 86_400.0
_MOST = 10_000
_log = structlog.get_logger(__name__)


class Saying:
    """Says things. What cannot be said is logged: what people did stands all the same."""

    def __init__(self, channel: str, clock: Clock, patience: float) -> None:
        """`patience` is how many seconds what is said may hold up what comes next."""
        self._name = channel
        self._clock = clock
        self._patience = patience
        self._turned_away: dict[tuple[str, str], float] = {}
        self._beside: set[asyncio.Task[bool]] = set()

    async def soon(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do it now, or beside what follows if it takes too long; False if it failed by then."""
        task = self.beside(work)
        done, _ = await asyncio.wait([task], timeout=self._patience)
        return not done or task.result()

    def beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[bool]":
        """Do it beside what follows; the task tells whether it worked."""
        task = asyncio.create_task(self._tried(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task

    async def drained(self) -> None:
        """Return when everything is said."""
        while self._beside:
            await asyncio.wait(list(self._beside))

    def first_today(self, user: str, markdown: str) -> bool:
        """Tell whether somebody is to hear why they are turned away; once a day for each reason."""
        now = self._clock.now()
        known = self._turned_away.get((user, markdown))
        if known is not None and now - known < _DAY:
            return False
        if len(self._turned_away) >= _MOST:
            self._turned_away.clear()
        self._turned_away[user, markdown] = now
        return True

    async def _tried(self, work: Coroutine[Any, Any, None]) -> bool:
        try:
            await work
        except (Temporary, Permanent) as error:
            _log.warning("answer_not_said", channel=self._name, error=str(error))
            return False
        except Exception:
            _log.exception("answer_not_said", channel=self._name)
            return False
        return True
