"""`python -m tests.bench.counted FILE worker|bot`: a process of heddle's that counts what it asks
the database for.

At SIGUSR1 it writes its counts to FILE: how often each statement was run. A statement is one
round trip; its first use on a connection, where it is prepared, takes one more.
"""

import json
import runpy
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

from asyncpg.connection import Connection

MODULES = {"worker": "service", "bot": "bot"}
COUNTED = ("execute", "executemany", "fetch")
"""What the store calls of the driver's."""


class Counts:
    """How often each statement was run so far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts: Counter[str] = Counter()
        self._written = 0

    def watch(self) -> None:
        """Count from now on, and write at the signal."""
        for name in COUNTED:
            setattr(Connection, name, self._counting(getattr(Connection, name)))
        signal.signal(signal.SIGUSR1, lambda *_: self._write())

    def _counting(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(run)
        async def counting(own: object, statement: str, *given: Any, **named: Any) -> Any:
            self._counts[statement] += 1
            return await run(own, statement, *given, **named)

        return counting

    def _write(self) -> None:
        self._written += 1
        content = json.dumps({"written": self._written, "counts": dict(self._counts)})
        draft = self._path.with_suffix(".draft")
        draft.write_text(content, "utf-8")
        draft.replace(self._path)


if __name__ == "__main__":
    path, role = sys.argv[1:]
    Counts(Path(path)).watch()
    sys.argv = [MODULES[role], role]
    runpy.run_module(MODULES[role], run_name="__main__", alter_sys=True)
