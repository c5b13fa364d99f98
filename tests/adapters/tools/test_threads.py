import asyncio
import threading

import pytest

from service.adapters.tools.threads import to_its_end


class Work:
    """Blocks until it is let go; says when it began and whether it ended."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = threading.Event()
        self.let_go = threading.Event()
        self.ended = False
        self._error = error

    def __call__(self) -> str:
        self.begun.set()
        assert self.let_go.wait(30)
        self.ended = True
        if self._error:
            raise self._error
        return "done"


async def test_the_result_comes_back() -> None:
    work = Work()
    work.let_go.set()
    assert await to_its_end(work) == "done"
    failing = Work(OSError("full"))
    failing.let_go.set()
    with pytest.raises(OSError, match="full"):
        await to_its_end(failing)


@pytest.mark.parametrize("error", [None, OSError("full")])
async def test_a_cancelled_caller_waits_for_the_thread(error: Exception | None) -> None:
    work = Work(error)
    caller = asyncio.create_task(to_its_end(work))
    await asyncio.to_thread(work.begun.wait, 30)
    for _ in range(3):
        caller.cancel()
        done, _ = await asyncio.wait({caller}, timeout=0.01)
        assert not done
    work.let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert work.ended
