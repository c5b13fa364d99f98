"""Everything up, nothing to do."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from tests.bench.deployment import cpu_seconds
from tests.bench.figures import Figure, Sizes
from tests.bench.rows.starting import folder, replied
from tests.e2e.running import Up, running

PER_SECONDS = 4


def measure(sizes: Sizes) -> Sequence[Figure]:
    """CPU of everything that `heddle up` runs, while nothing happens."""
    seconds = PER_SECONDS * sizes.seconds
    with folder() as data, running(data) as up:
        asyncio.run(replied(up, "one"))  # then everybody is there, and warm
        _settle(up)
        before, began = _used(up), time.monotonic()
        time.sleep(seconds)
        after, passed = _used(up), time.monotonic() - began
    shares = {name: (after[name] - used) / passed * 100 for name, used in before.items()}
    note = ", ".join(f"{name} {share:.2f} %" for name, share in shares.items())
    return [Figure("of one core", sum(shares.values()), "%", 2, note=note)]


def _settle(up: Up) -> None:
    """Wait until nobody is starting any more."""
    calm = 0
    while calm < 3:
        used = sum(_used(up).values())
        time.sleep(1)
        calm = calm + 1 if sum(_used(up).values()) - used < 0.1 else 0


def _used(up: Up) -> dict[str, float]:
    return {_name(each): cpu_seconds(each) for each in up.tree()}


def _name(process: psutil.Process) -> str:
    words = [Path(word).name for word in process.cmdline() if not word.startswith("-")]
    return f"{' '.join(words[:3])} ({process.pid})"
