"""Running blocking work in a thread that nobody leaves behind."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def to_its_end(work: Callable[[], T]) -> T:
    """Return what `work` returns, run in a thread.

    A thread cannot be cancelled. A cancelled caller therefore waits for it to end before
    the cancellation goes on: whoever then lets go of the workspace leaves no writer in it.
    """
    # The executor's own future, not a task around it: closing the loop cancels all tasks.
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await _wait_for(running)
        raise


async def _wait_for(running: asyncio.Future[T]) -> None:
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            continue
    # The error, if any, belongs to work that nobody wants any more.
    running.exception()
