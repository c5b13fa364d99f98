"""An intake's eight statements and a commit, through nothing but the driver."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg

TABLES = """
CREATE TABLE bare_persons (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE bare_sessions (number INTEGER PRIMARY KEY, thread TEXT UNIQUE, state TEXT);
CREATE TABLE bare_events (session INTEGER, seq INTEGER, payload TEXT, PRIMARY KEY (session, seq));
CREATE TABLE bare_turns (id TEXT PRIMARY KEY, session INTEGER, state TEXT);
CREATE TABLE bare_timers (ref TEXT PRIMARY KEY, due_at REAL);
CREATE TABLE bare_receipts (key TEXT PRIMARY KEY, session INTEGER, fate TEXT);
"""
PAYLOAD = "x" * 350

Statement = tuple[str, Callable[[int], Sequence[object]]]

STATEMENTS: Sequence[Statement] = (
    ("SELECT key FROM bare_receipts WHERE key = ?", lambda n: (f"k{n}",)),
    ("SELECT number FROM bare_sessions WHERE thread = ?", lambda n: (f"t{n}",)),
    ("INSERT INTO bare_sessions VALUES (?, ?, 'running')", lambda n: (n, f"t{n}")),
    ("INSERT INTO bare_events VALUES (?, 1, ?)", lambda n: (n, PAYLOAD)),
    ("UPDATE bare_sessions SET state = 'running' WHERE number = ?", lambda n: (n,)),
    ("INSERT INTO bare_turns VALUES (?, ?, 'ready')", lambda n: (f"u{n}", n)),
    ("INSERT INTO bare_timers VALUES (?, 1.0)", lambda n: (f"u{n}",)),
    ("INSERT INTO bare_receipts VALUES (?, ?, 'next')", lambda n: (f"k{n}", n)),
)
COMMIT_ONE: Statement = ("INSERT INTO bare_events VALUES (?, 1, ?)", lambda n: (n, PAYLOAD))


class BareSqlite:
    """Stdlib's driver on one writer thread."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(TABLES)

    async def intake(self, number: int) -> None:
        """Run the eight statements in one transaction."""
        await self._run(STATEMENTS, number)

    async def commit(self, number: int) -> None:
        """Insert one row and commit."""
        await self._run((COMMIT_ONE,), number)

    async def _run(self, statements: Sequence[Statement], number: int) -> None:
        await asyncio.get_running_loop().run_in_executor(
            self._thread, self._transact, statements, number
        )

    def _transact(self, statements: Sequence[Statement], number: int) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        for text, values in statements:
            execute(text, values(number)).fetchall()
        execute("COMMIT")

    def close(self) -> None:
        """Close it."""
        self._thread.shutdown()
        self._connection.close()


class BarePostgres:
    """asyncpg with ten connections."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @classmethod
    async def opened(cls, url: str) -> "BarePostgres":
        """Connect and make the tables."""
        pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
        await pool.execute(TABLES)
        return cls(pool)

    async def intake(self, number: int) -> None:
        """Run the eight statements in one transaction."""
        async with self._pool.acquire() as connection, connection.transaction():
            for text, values in POSTGRES:
                await connection.fetch(text, *values(number))

    async def close(self) -> None:
        """Disconnect."""
        await self._pool.close()


def _numbered(text: str) -> str:
    for place in range(1, text.count("?") + 1):
        text = text.replace("?", f"${place}", 1)
    return text


POSTGRES = tuple((_numbered(text), values) for text, values in STATEMENTS)
