"""The parts that every process has: settings in, ports out."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from service.adapters.captures.folder import FolderCaptures
from service.adapters.clock.system import SystemClock, SystemIds
from service.adapters.doorbell.doorbell import ArqDoorbell
from service.adapters.doorbell.signals import RedisSignals
from service.adapters.doorbell.silent import SilentDoorbell, SilentSignals
from service.adapters.logs.bugs import BUGS
from service.adapters.secrets.cipher import FernetCipher
from service.adapters.secrets.keyfile import load_or_create_key
from service.adapters.store.opening import is_sqlite, open_store, parse, path_of
from service.adapters.store.postgres import PostgresStore
from service.adapters.store.sqlite import SqliteStore
from service.adapters.telemetry.prometheus import PrometheusTelemetry
from service.adapters.tools.leftovers import FolderLeftovers
from service.bootstrap.process import telemetry_of
from service.domain.errors import Refused
from service.ports.bundle import Ports
from service.ports.clock import Clock
from service.ports.push import Pusher
from service.ports.store import Store
from service.ports.telemetry import Telemetry
from service.settings.policy import policy
from service.settings.service import ServiceSettings
from service.usecases.sweep import AT_ONCE

SWITCH_INTERVAL = 0.0005
"""Seconds between two offers of the interpreter to other threads. With Python's 5 ms, a
transaction's median is 100 ms beside a loop that is busy in slices of 20 ms; with this, 40."""

MIGRATION_PATIENCE = 60.0
"""Seconds that a process waits for somebody else's `heddle migrate`."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The ports, and of some adapters more than their port says."""

    ports: Ports
    store: SqliteStore | PostgresStore
    cipher: FernetCipher
    telemetry: PrometheusTelemetry

    @property
    def timers_at_once(self) -> int:
        """Timers that one sweep handles at a time. SQLite runs one transaction after the other:
        what waits there for its turn only gets in the way.
        """
        return 1 if isinstance(self.store, SqliteStore) else AT_ONCE


@asynccontextmanager
async def opened(settings: ServiceSettings) -> AsyncIterator[Opened]:
    """Open everything that each process has; close it at the end.

    A database that is not migrated yet is waited for, so that processes and `heddle
    migrate` can be started together. Raises Refused if a setting does not work or nobody
    migrates; Temporary if the database is away.
    """
    if settings.redis_url is None:
        raise Refused(
            "There is no queue: set HEDDLE_REDIS_URL to a Redis or Valkey server, or run "
            "`heddle up`, which brings one along.",
        )
    # SQLite's writer is a thread: it must not wait long for a busy event loop's next pause.
    sys.setswitchinterval(SWITCH_INTERVAL)
    clock, telemetry = SystemClock(), telemetry_of(folders_of(settings))
    store = store_of(settings, telemetry)
    doorbell, signals = ArqDoorbell(settings.redis_url), RedisSignals(settings.redis_url)
    try:
        await _await_schema(store, clock)
        cipher = cipher_of(settings)
        ports = Ports(
            store=store,
            doorbell=doorbell,
            signals=signals,
            clock=clock,
            ids=SystemIds(),
            cipher=cipher,
            telemetry=telemetry,
            policy=policy(settings),
        )
        with BUGS.counted(telemetry.bug_logged):
            yield Opened(ports, store, cipher, telemetry)
    finally:
        await signals.close()
        await doorbell.close()
        await store.close()


async def _await_schema(store: SqliteStore | PostgresStore, clock: SystemClock) -> None:
    waited_until = clock.monotonic() + MIGRATION_PATIENCE
    while True:
        try:
            return await store.check_schema()
        except Refused:
            if clock.monotonic() >= waited_until:
                raise
        await clock.sleep(0.1)


def store_of(
    settings: ServiceSettings, telemetry: Telemetry | None = None
) -> SqliteStore | PostgresStore:
    """Return the database; nothing is connected yet."""
    return open_store(
        database_url(settings),
        SystemClock(),
        synchronous=settings.sqlite_synchronous,
        connections=settings.postgres_connections,
        telemetry=telemetry,
    )


def database_url(settings: ServiceSettings) -> str:
    """Return the database's address: the one that is set, or SQLite in the data folder."""
    return settings.database_url or f"sqlite:///{settings.data_dir / 'heddle.db'}"


def folders_of(settings: ServiceSettings) -> Mapping[str, Path]:
    """Return the folders that fill up, by the names that they have in metrics.

    `database` is among them where an address puts SQLite outside of the data folder. Raises
    Refused if the address is neither SQLite's nor PostgreSQL's.
    """
    kept = settings.folders
    address = parse(database_url(settings))
    if not is_sqlite(address):
        return kept
    folder = path_of(address).absolute().parent
    return kept if folder.is_relative_to(settings.data_dir) else {**kept, "database": folder}


def cipher_of(settings: ServiceSettings) -> FernetCipher:
    """Return the cipher; makes the key file at the first start. Raises Refused."""
    if settings.secret_key is not None:
        return FernetCipher(settings.secret_key.get_secret_value())
    return FernetCipher(load_or_create_key(key_file(settings)))


def key_file(settings: ServiceSettings) -> Path:
    """Return where the key stands when none is set."""
    return settings.data_dir / "secret.key"


def captures_of(settings: ServiceSettings) -> FolderCaptures:
    """Return where results are kept; a front end reads them there."""
    return FolderCaptures(settings.captures)


def leftovers_of(settings: ServiceSettings) -> FolderLeftovers:
    """Return where workspaces of sessions that are over stand on this machine."""
    return FolderLeftovers(settings.workspaces)


@asynccontextmanager
async def pusher_of(settings: ServiceSettings) -> AsyncIterator[Pusher]:
    """Open what sends pushes; close it at the end. Raises Misconfigured."""
    # Here, because workers push nothing, and the libraries for it cost a tenth of a second.
    from service.adapters.push.pusher import Pushes

    pusher = Pushes(SystemClock(), settings.push.ntfy_server)
    try:
        yield pusher
    finally:
        await pusher.close()


def clock_of() -> Clock:
    """Return this machine's clock."""
    return SystemClock()


def beside(settings: ServiceSettings, store: Store) -> Ports:
    """Return the ports for a transaction beside whatever runs.

    Without an address of the queue there is nothing to ring at: what it changes is seen by those
    who poll, and when timers are due.
    """
    address = settings.redis_url
    return Ports(
        store=store,
        doorbell=ArqDoorbell(address) if address else SilentDoorbell(),
        signals=RedisSignals(address) if address else SilentSignals(),
        clock=SystemClock(),
        ids=SystemIds(),
        cipher=cipher_of(settings),
        telemetry=telemetry_of(),
        policy=policy(settings),
    )
