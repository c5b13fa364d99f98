"""The place that names adapters: settings in, ports out."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from service.adapters.captures import archive
from service.adapters.captures.folder import FolderCaptures
from service.adapters.clock.system import SystemClock, SystemIds
from service.adapters.doorbell.asking import server_time
from service.adapters.doorbell.doorbell import ArqDoorbell
from service.adapters.doorbell.signals import RedisSignals
from service.adapters.doorbell.silent import SilentDoorbell, SilentSignals
from service.adapters.logs.configure import configure
from service.adapters.secrets import rotating
from service.adapters.secrets.cipher import FernetCipher, new_key
from service.adapters.secrets.keyfile import load_or_create_key
from service.adapters.store import backup
from service.adapters.store.opening import open_store
from service.adapters.store.postgres import PostgresStore
from service.adapters.store.sqlite import SqliteStore
from service.adapters.telemetry.prometheus import PrometheusTelemetry
from service.adapters.telemetry.targets import listed
from service.adapters.tools.leftovers import FolderLeftovers
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.ports.bundle import Ports
from service.ports.clock import Clock
from service.ports.push import Pusher
from service.ports.store import Store
from service.ports.telemetry import Telemetry
from service.settings.policy import policy
from service.settings.service import ServiceSettings

SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's own variable: the folder where processes of one machine leave their
numbers for each other. `heddle up` sets it for its children."""

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
    clock, telemetry = SystemClock(), telemetry_of()
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
        telemetry=telemetry,
    )


def database_url(settings: ServiceSettings) -> str:
    """Return the database's address: the one that is set, or SQLite in the data folder."""
    return settings.database_url or f"sqlite:///{settings.data_dir / 'heddle.db'}"


def cipher_of(settings: ServiceSettings) -> FernetCipher:
    """Return the cipher; makes the key file at the first start. Raises Refused."""
    if settings.secret_key is not None:
        return FernetCipher(settings.secret_key.get_secret_value())
    return FernetCipher(load_or_create_key(key_file(settings)))


def key_file(settings: ServiceSettings) -> Path:
    """Return where the key stands when none is set."""
    return settings.data_dir / "secret.key"


def fresh_key() -> str:
    """Return a new key for `HEDDLE_SECRET_KEY`."""
    return new_key()


def begin_rotation(settings: ServiceSettings) -> None:
    """Put a new key before the present one in the key file. Raises Refused."""
    rotating.begin(key_file(settings))


def end_rotation(settings: ServiceSettings) -> None:
    """Drop the former key from the key file. Raises Refused."""
    rotating.end(key_file(settings))


def captures_of(settings: ServiceSettings) -> FolderCaptures:
    """Return where results are kept; a front end reads them there."""
    return FolderCaptures(settings.captures)


def leftovers_of(settings: ServiceSettings) -> FolderLeftovers:
    """Return where workspaces of sessions that are over stand on this machine."""
    return FolderLeftovers(settings.workspaces)


def packed_up(settings: ServiceSettings, file: Path, about: Mapping[str, object]) -> int:
    """Write a backup; return how many captures it holds. Raises Refused or Temporary."""
    database = backup.sqlite_file(database_url(settings))
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        copied = Path(folder) / archive.DATABASE
        bundles = backup.copy(database, copied)
        return archive.pack(file, copied, settings.captures, bundles, about)


def put_back(settings: ServiceSettings, file: Path, folder: Path) -> dict[str, object]:
    """Put a backup, by way of an empty folder on the same disk, where database and captures
    stand; return what it says of itself. Raises Refused if anything stands there already.
    """
    database = backup.sqlite_file(database_url(settings))
    archive.must_be_empty(database, settings.captures)
    about = archive.unpack(file, folder)
    backup.checked(folder / archive.DATABASE)
    archive.put(folder, database, settings.captures)
    return about


def set_newer_aside(settings: ServiceSettings, known: Mapping[SessionNumber, int]) -> list[Path]:
    """Rename captures that the database does not know, so that none is overwritten."""
    return archive.set_aside(settings.captures, known)


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


def telemetry_of() -> PrometheusTelemetry:
    """Return the metrics of this process, shared with others of this machine if asked for."""
    shared = os.environ.get(SHARED_METRICS)
    return PrometheusTelemetry(Path(shared) if shared else None)


def found_at(
    settings: ServiceSettings, role: str, host: str, port: int
) -> AbstractContextManager[None]:
    """Let Prometheus find this process there while the context is open."""
    return listed(settings.targets, role, host, port, SystemIds())


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


def migrate(settings: ServiceSettings) -> list[str]:
    """Bring the database to this heddle's schema and return the steps that were taken."""
    # Here, because alembic costs every process a quarter of a second and 20 MB.
    from service.adapters.store import migrate as migrating

    url = database_url(settings)
    steps = migrating.pending(url)
    migrating.migrate(url)
    return steps


def start_logs(
    settings: ServiceSettings, process: str, *secrets: str
) -> Callable[[Iterable[str]], None]:
    """Log to standard error, with this deployment's own secrets and the given ones hidden.

    Returns what hides further ones, for secrets that are read later.
    """
    addresses = (settings.database_url or "", settings.redis_url or "")
    known = [*secrets, *(urlsplit(address).password or "" for address in addresses)]
    if settings.secret_key is not None:
        known.extend(settings.secret_key.get_secret_value().split(","))
    return configure(process, settings.log.level, settings.log.format, known).hide


async def queue_time(settings: ServiceSettings) -> float | None:
    """Return the time at the queue's server; None if `heddle up` brings its own.

    Raises Temporary if it is away.
    """
    return await server_time(settings.redis_url) if settings.redis_url else None


def pending_migrations(settings: ServiceSettings) -> list[str]:
    """Return the steps that `migrate` would take. Call it outside an event loop."""
    from service.adapters.store import migrate as migrating

    return migrating.pending(database_url(settings))


async def database_time(settings: ServiceSettings) -> float:
    """Return the time at the database. Raises Refused or Temporary."""
    store = store_of(settings)
    try:
        return await store.read(lambda reads: reads.now())
    finally:
        await store.close()


async def unreadable_secrets(settings: ServiceSettings) -> list[str]:
    """Return the names of stored secrets that the present key cannot decrypt.

    Makes no key: where there is none yet, nothing can have been encrypted with it.
    """
    if settings.secret_key is None and not key_file(settings).exists():
        return []
    cipher, store = cipher_of(settings), store_of(settings)
    try:
        stored = await store.read(
            lambda reads: [(name, reads.secret(name)) for name in reads.secret_names()]
        )
    finally:
        await store.close()
    return [name for name, text in stored if text is not None and not _readable(cipher, text)]


def _readable(cipher: FernetCipher, ciphertext: bytes) -> bool:
    try:
        cipher.decrypt(ciphertext)
    except Refused:
        return False
    return True
