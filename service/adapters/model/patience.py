"""Giving up on what takes too long, by the clock port's time."""

import asyncio
from collections.abc import Awaitable
from types import TracebackType
from typing import Self, TypeVar

from service.ports.clock import Clock

T = TypeVar("T")


class Patience:
    """Interrupts what is awaited through it once its time is up.

    Like `asyncio.timeout`, with two differences: time is the clock port's, and nothing is
    interrupted between two waits, so that it can span the yields of a generator. One
    watching task serves a whole stream, because a task for each chunk would cost more than
    the chunk.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = 0.0
        self._waiting: asyncio.Task[object] | None = None
        self._expired = False
        self._watch: asyncio.Task[None] | None = None
        self._wakes_at = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._watch is not None:
            self._watch.cancel()

    async def until(self, deadline: float, work: Awaitable[T]) -> T:
        """Await `work` until `deadline`, in the clock's monotonic seconds.

        Raises TimeoutError when it passes; `work` is cancelled then.
        """
        task = asyncio.current_task()
        cancelled_before = task.cancelling() if task else 0
        self._until, self._waiting = deadline, task
        if self._watch is None or self._watch.done() or deadline < self._wakes_at:
            self._watch_again()
        try:
            return await work
        except asyncio.CancelledError:
            if self._expired and task and task.uncancel() <= cancelled_before:
                raise TimeoutError from None
            raise
        finally:
            self._waiting = None

    def _watch_again(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._wakes_at = self._until
        self._watch = asyncio.create_task(self._watching())

    async def _watching(self) -> None:
        while True:
            self._wakes_at = self._until
            await self._clock.sleep(self._until - self._clock.monotonic())
            if self._waiting is None:
                return
            if self._clock.monotonic() >= self._until:
                self._expired = True
                self._waiting.cancel()
                return
