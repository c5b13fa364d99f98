"""Places to be read, in order; one in which somebody writes just now goes first."""

import asyncio
from collections.abc import Awaitable, Callable

Place = tuple[str, str]
"""A room and the first message of a thread in it, empty for the room itself."""

Job = Callable[[bool], Awaitable[None]]
"""Reads a place; told whether somebody waits for it."""

WORKERS = 4
"""Places that are read at a time."""


class Jobs:
    """What is to be read, being read and read, by place."""

    def __init__(self) -> None:
        self._waiting: dict[Place, Job] = {}
        self._begun: dict[Place, asyncio.Task[None]] = {}

    def add(self, place: Place, job: Job) -> None:
        """Read this too, unless it was read already or is about to be."""
        if place not in self._begun:
            self._waiting.setdefault(place, job)

    def knows(self, place: Place) -> bool:
        """Tell whether it is read here, sooner or later."""
        return place in self._waiting or place in self._begun

    async def first(self, place: Place) -> None:
        """Read this place now, or wait until it has been read."""
        await asyncio.wait([self._begin(place, hurried=True)])

    async def drain(self) -> None:
        """Read until nothing is left, also of what is added meanwhile."""
        while self._waiting or self._unfinished():
            async with asyncio.TaskGroup() as group:
                for _ in range(WORKERS):
                    group.create_task(self._work())
            if unfinished := self._unfinished():
                await asyncio.wait(unfinished)

    async def end(self) -> None:
        """Stop reading."""
        for task in self._begun.values():
            task.cancel()
        await asyncio.gather(*self._begun.values(), return_exceptions=True)

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.wait([self._begin(next(iter(self._waiting)), hurried=False)])

    def _unfinished(self) -> "list[asyncio.Task[None]]":
        return [each for each in self._begun.values() if not each.done()]

    def _begin(self, place: Place, *, hurried: bool) -> "asyncio.Task[None]":
        if place not in self._begun:
            job = self._waiting.pop(place)
            self._begun[place] = asyncio.create_task(_run(job, hurried))
        return self._begun[place]


async def _run(job: Job, hurried: bool) -> None:
    await job(hurried)
