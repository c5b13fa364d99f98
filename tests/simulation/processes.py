"""A simulated process: it can die at any port call, be paused, and be told to stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from tests.simulation.chaos import Chaos
from tests.simulation.story import Story

T = TypeVar("T")


class Died(BaseException):
    """The process is gone; no handler of the code may do anything about it."""


class Process:
    """One bot or worker. Every port of it passes through `gate`.

    Once dead, each port raises `Died` for ever, so that no cleanup has an effect.
    """

    def __init__(self, name: str, chaos: Chaos, story: Story) -> None:
        self.name = name
        self.alive = True
        self.gone = asyncio.Event()
        self._chaos = chaos
        self._story = story
        self._resumed = asyncio.Event()
        self._resumed.set()
        self._tasks: list[asyncio.Task[Any]] = []

    def check(self) -> None:
        """Raise Died if the process is gone."""
        if not self.alive:
            raise Died(self.name)

    async def gate(self, where: str) -> None:
        """Stand still while paused; perhaps die here."""
        self.check()
        await self._awake()
        rates = self._chaos.rates
        if self._chaos.happens("crash", rates.crash):
            self._story.count(f"crash {where}")
            self.die(f"crashed {where}")
            raise Died(self.name)
        if self._chaos.happens("pause", rates.pause):
            self._story.count("pause")
            await self.pause(self._chaos.stream("pause").uniform(1.0, 40.0))

    async def _awake(self) -> None:
        while not self._resumed.is_set():
            await self._resumed.wait()
            self.check()

    async def pause(self, seconds: float) -> None:
        """Stand still for a while, like a process under SIGSTOP."""
        self._story.tell(self.name, 0, f"paused for {seconds:.1f} s")
        self._resumed.clear()
        asyncio.get_running_loop().call_later(seconds, self._resumed.set)
        await self._awake()
        self.check()

    async def lag(self, longest: float) -> None:
        """Let a moment pass, often none, so that others get in between."""
        draw = self._chaos.stream("lag").random()
        await asyncio.sleep(0.0 if draw < 0.6 else longest * draw**4)
        self.check()

    async def sleep(self, seconds: float) -> None:
        """Sleep in virtual time."""
        self.check()
        await asyncio.sleep(seconds)
        self.check()
        await self._awake()

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` as long as the process lives."""
        task = asyncio.ensure_future(work)
        self._tasks.append(task)
        task.add_done_callback(self._ended)
        if not self.alive:
            task.cancel()
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.remove(task)
        if not task.cancelled():
            task.exception()

    def die(self, why: str) -> None:
        """End the process at once."""
        if not self.alive:
            return
        self._story.tell(self.name, 0, why)
        self.alive = False
        self._resumed.set()
        self.gone.set()
        for task in list(self._tasks):
            task.cancel()
