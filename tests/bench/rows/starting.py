"""The second start of everything, until the offline model has replied."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from service.domain import demo
from service.domain.effects import Changed
from service.domain.events import Kind
from tests.bench.children import ROOT
from tests.bench.figures import Figure, Sizes
from tests.e2e.running import Up, running
from tests.e2e.talking import talking

IMPORT = "import service.adapters.model.environment"


def measure(sizes: Sizes) -> Sequence[Figure]:
    """`heddle up`, second start → first reply of the demo model."""
    with folder() as data, running(data) as up:
        asyncio.run(replied(up, "first"))
        up.signal(signal.SIGINT)
        up.wait()
        began = time.monotonic()
        up.start()
        told = time.monotonic() - began
        asyncio.run(replied(up, "second"))
        took = time.monotonic() - began
    note = f"address told after {told:.1f} s"
    imported = _import_seconds()
    return [
        Figure("seconds", took, "s", 5, beside=imported, beside_what="import litellm", note=note)
    ]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of this row's own for `heddle up`; it is made by it."""
    with tempfile.TemporaryDirectory(prefix="heddle-bench-") as made:
        yield Path(made) / "data"


async def replied(up: Up, thread: str) -> None:
    """Send a message and return when the model's first reply is in the history."""
    async with talking(up.folder) as talk:
        number = (await talk.say(thread, demo.HAIKU)).session.number
        replies = {Kind.ASSISTANT}
        async with talk.service.ports.signals.subscribe(Changed) as changes:
            while not await talk.service.store.read(
                lambda reads: reads.events(number, kinds=replies)
            ):
                await anext(changes)


def _import_seconds() -> float:
    """Import litellm with the settings that heddle gives it, in a process of its own."""
    took = []
    for _ in range(2):  # the second finds its files in memory, as heddle's second start does
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-c", IMPORT],
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        took.append(time.monotonic() - began)
    return took[-1]
