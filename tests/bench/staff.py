"""A bot and workers of a row's own on PostgreSQL and Valkey, and what they and their servers used.

Each is a process as production has it, which counts its statements besides.
"""

import asyncio
import json
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import asyncpg
import httpx
import psutil
from redis.asyncio import Redis

from service.bootstrap.operating import migrate
from service.settings.service import ServiceSettings
from tests.bench.deployment import cpu_seconds
from tests.bench.spending import Asked, Spent
from tests.e2e.running import environment
from tests.servers.ports import free_port
from tests.servers.valkey import Valkey

PATIENCE = 60.0
_LOOK = 0.05
_DRIVER = "postgresql+asyncpg://"


@dataclass(slots=True)
class Process:
    """One of them. `written` is how often it was asked for its counts."""

    role: str
    process: asyncio.subprocess.Process
    counts: Path
    written: int = 0

    async def asked(self) -> Asked:
        """Return what it asked the database for until now."""
        self.written += 1
        self.process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE):
            while (found := self._read()).get("written") != self.written:
                assert self.process.returncode is None, f"the {self.role} has ended"
                await asyncio.sleep(_LOOK)
        return Asked(Counter(found["counts"]))

    def _read(self) -> dict[str, Any]:
        if not self.counts.exists():
            return {}
        found: dict[str, Any] = json.loads(self.counts.read_text("utf-8"))
        return found

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used."""
        return cpu_seconds(psutil.Process(self.process.pid))


@dataclass
class Staff:
    """A bot, workers, and the servers that they use."""

    folder: Path
    variables: Mapping[str, str]
    address: str
    database: "asyncpg.Connection[asyncpg.Record]"
    queue: Redis
    log: IO[bytes]
    server: psutil.Process
    processes: list[Process] = field(default_factory=list)

    async def start(self, role: str, count: int = 1) -> None:
        """Start so many, and return when they work."""
        for _ in range(count):
            counts = self.folder / f"{role}-{len(self.processes)}.json"
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.bench.counted",
                str(counts),
                role,
                env=self.variables,
                cwd=self.folder,
                stdout=self.log,
                stderr=self.log,
            )
            self.processes.append(Process(role, process, counts))
        ready = self._answers if role == "bot" else self._present
        await _until(ready)

    async def _answers(self) -> bool:
        async with httpx.AsyncClient() as client:
            with suppress(httpx.HTTPError):
                return (await client.get(f"{self.address}/readyz")).status_code == 200
        return False

    async def _present(self) -> bool:
        workers = sum(each.role == "worker" for each in self.processes)
        return await self.one("SELECT count(*) FROM workers") >= workers

    async def one(self, statement: str) -> int:
        """Return the number that a statement gives."""
        return int(await self.database.fetchval(statement))

    async def until_all_over(self) -> None:
        """Wait until no turn is open and nothing waits to be sent."""
        left = (
            "SELECT (SELECT count(*) FROM turns WHERE state <> 'ended')"
            " + (SELECT count(*) FROM deliveries WHERE state = 'waiting')"
        )

        async def over() -> bool:
            return await self.one(left) == 0

        await _until(over)

    async def spent(self) -> Spent:
        """Return what all of them used until now."""
        asked: dict[str, Asked] = {}
        cpu: dict[str, float] = {"bot": 0.0, "worker": 0.0}
        for each in self.processes:
            asked[each.role] = asked.get(each.role, Asked()) + await each.asked()
            cpu[each.role] += each.cpu()
        cpu["database"] = self._of_the_database(
            await self.database.fetchval("SELECT pg_backend_pid()")
        )
        told = await self.queue.info("all")
        cpu["queue"] = told["used_cpu_user"] + told["used_cpu_sys"]
        commands = {
            name.removeprefix("cmdstat_"): each["calls"]
            for name, each in told.items()
            if name.startswith("cmdstat_") and name != "cmdstat_info"
        }
        return Spent(
            time.monotonic(),
            cpu,
            asked,
            Counter(commands),
            told["total_net_input_bytes"] + told["total_net_output_bytes"],
            await self.one("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"),
            await self.one("SELECT pg_database_size(current_database())"),
            _size(self.folder / "data" / "captures"),
        )

    def _of_the_database(self, own: int) -> float:
        """Add up the server's processes, those that have ended too, but not our own backend."""
        used = self.server.cpu_times()
        total = float(used.user + used.system + used.children_user + used.children_system)
        for each in self.server.children(recursive=True):
            if each.pid != own:
                with suppress(psutil.NoSuchProcess):
                    total += cpu_seconds(each)
        return total

    async def close(self) -> None:
        """End all processes."""
        for each in self.processes:
            with suppress(ProcessLookupError):
                each.process.terminate()
        for each in self.processes:
            await each.process.wait()  # they end themselves after ten seconds at the latest
        await self.queue.aclose()
        self.database.terminate()


@asynccontextmanager
async def staff(database: str, token: str, **more: str) -> AsyncIterator[Staff]:
    """Make everything ready but the processes, on the empty database at the address."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(_folder())
        valkey = Valkey(folder)
        stack.callback(valkey.close)
        valkey.start()
        settings = ServiceSettings(
            data_dir=folder / "data",
            database_url=database.replace("postgresql://", _DRIVER),
            redis_url=valkey.url,
        )
        await asyncio.to_thread(migrate, settings)
        port = free_port()
        given = {
            "HEDDLE_DATABASE_URL": settings.database_url or "",
            "HEDDLE_REDIS_URL": valkey.url,
            "HEDDLE_HTTP__TOKEN": token,
            **more,
        }
        connection = await asyncpg.connect(database)
        backend = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()"))
        server = backend.parent()
        assert server is not None
        made = Staff(
            folder,
            environment(folder / "data", port, **given),
            f"http://127.0.0.1:{port}",
            connection,
            Redis.from_url(valkey.url, decode_responses=True),
            stack.enter_context((folder / "staff.log").open("wb")),
            server,
        )
        try:
            yield made
        finally:
            await made.close()


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it holds; other processes tell nobody."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if await holds():
                return
            await asyncio.sleep(_LOOK)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="heddle-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in _files(folder))


def _files(folder: Path) -> Iterable[Path]:
    return (each for each in folder.rglob("*") if each.is_file())
