"""Starting the baselines and helpers that need a process of their own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Child:
    """`python -m tests.bench.<module>`, told and asked in lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self._stdin, self._stdout = process.stdin, process.stdout
        self.pid = process.pid

    async def told(self) -> Any:
        """Return the next thing that it says."""
        line = await self._stdout.readline()
        if not line:
            raise RuntimeError(f"the child ended with {await self._process.wait()}")
        return json.loads(line)

    async def tell(self, content: object) -> None:
        """Say something to it."""
        self._stdin.write(json.dumps(content).encode() + b"\n")
        await self._stdin.drain()


@asynccontextmanager
async def child(module: str, *arguments: str) -> AsyncIterator[Child]:
    """Run a child; closing its input is the word to end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.bench.{module}",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        limit=2**26,
    )
    try:
        yield Child(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def call(
    bare: Child,
    *requests: dict[str, Any],
    calls: int,
    at_once: int = 1,
    every: float = 0.0,
) -> Any:
    """Let `bare litellm` call a model, and return what it says about that."""
    order = {"requests": requests, "calls": calls, "at_once": at_once, "every": every}
    await bare.tell(order)
    return await bare.told()
