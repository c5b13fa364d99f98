"""Each message is taken in once, however often and from wherever the platform brings it."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import structlog

from bot.channel import Heard

Key = tuple[str, ...]
_REMEMBERED = 5_000
_log = structlog.get_logger(__name__)


class Once:
    """Remembers what became of the last messages; the same one again waits for the first."""

    def __init__(self) -> None:
        self._working: dict[Key, asyncio.Task[Heard | None]] = {}
        self._done: OrderedDict[Key, Heard] = OrderedDict()

    async def take(
        self, key: Key, work: Callable[[], Coroutine[Any, Any, tuple[Heard | None, bool]]]
    ) -> Heard | None:
        """Do the work for a message, unless it was done. `work` returns what was heard and
        whether its author has their answer: if not, the same message is worked on again.
        """
        if key in self._done:
            return replace(self._done[key], again=True)
        task = self._working.get(key)
        if task is None:
            task = asyncio.create_task(self._once(key, work))
            self._working[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return await asyncio.shield(task)

    async def drained(self) -> None:
        """Return when nothing is being taken in any more."""
        while self._working:
            await asyncio.wait(list(self._working.values()))

    def _ended(self, key: Key, task: "asyncio.Task[Heard | None]") -> None:
        del self._working[key]
        if not task.cancelled() and task.exception() is not None:
            # Whoever waits for it raises it; who gave up waiting must not leave it unseen.
            _log.info("message_not_taken", key=key)

    async def _once(
        self, key: Key, work: Callable[[], Coroutine[Any, Any, tuple[Heard | None, bool]]]
    ) -> Heard | None:
        heard, answered = await work()
        # What concerned nobody may come to concern somebody: its thread becomes a session's.
        if answered and heard is not None:
            self._done[key] = heard
            if len(self._done) > _REMEMBERED:
                self._done.popitem(last=False)
        return heard
