"""Several bots and workers of one deployment: who of them does what, and what stands stored."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from cryptography.fernet import Fernet

from tests.e2e.cluster import Cluster, Process
from tests.e2e.running import wait_until
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey


class Crew(Cluster):
    """A cluster that is asked what it does."""

    def __init__(
        self, folder: Path, postgres: Postgres, url: str, queue: Valkey, **more: str
    ) -> None:
        super().__init__(folder, postgres, urlsplit(url).path.lstrip("/"), queue, **more)
        self.url = url

    def run(self, statement: str, *given: object) -> None:
        """Change what is stored."""
        self.rows(statement, *given)

    def rows(self, query: str, *given: object) -> Sequence[Any]:
        """Return what a query finds."""

        async def run() -> Sequence[Any]:
            connection = await asyncpg.connect(self.url)
            try:
                return list(await connection.fetch(query, *given))
            finally:
                await connection.close()

        return asyncio.run(run())

    def one(self, query: str, *given: object) -> Any:
        """Return the one value that a query finds."""
        [[found]] = self.rows(query, *given)
        return found

    def who(self, metric: str) -> Process:
        """Wait until one bot's metric is above zero, and return that bot."""

        def found() -> list[Process]:
            return [each for each in self.bots if each.running and has(each, metric)]

        wait_until(lambda: len(found()) == 1, f"one bot of {metric}")
        return found()[0]


def has(process: Process, metric: str) -> bool:
    """Tell whether a process has a metric above zero; it begins with these words."""
    told = process.get("/metrics")
    lines = told.text.splitlines() if told is not None else []
    return any(each.startswith(metric) and float(each.rsplit(" ", 1)[1]) > 0 for each in lines)


@contextmanager
def crew(folder: Path, server: Postgres, url: str, **more: str) -> Iterator[Crew]:
    """Make a queue and room for processes, and leave nothing behind."""
    queue = Valkey(folder / "queue")
    queue.start()
    key = {"HEDDLE_SECRET_KEY": Fernet.generate_key().decode()}
    made = Crew(folder, server, url, queue, **key, **more)
    try:
        yield made
    finally:
        made.close()
        queue.close()
