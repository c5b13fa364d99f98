"""What operators' commands reach past the ports: schema, keys, backups."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from service.adapters.captures import archive
from service.adapters.captures.archive import Packed
from service.adapters.doorbell.asking import server_time
from service.adapters.secrets import rotating
from service.adapters.secrets.cipher import FernetCipher, new_key
from service.adapters.store import backup
from service.bootstrap.opening import cipher_of, database_url, key_file, store_of
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.settings.service import ServiceSettings


def fresh_key() -> str:
    """Return a new key for `HEDDLE_SECRET_KEY`."""
    return new_key()


def begin_rotation(settings: ServiceSettings) -> None:
    """Put a new key before the present one in the key file. Raises Refused."""
    rotating.begin(key_file(settings))


def end_rotation(settings: ServiceSettings) -> None:
    """Drop the former key from the key file. Raises Refused."""
    rotating.end(key_file(settings))


def packed_up(
    settings: ServiceSettings, file: Path, about: Mapping[str, object], *, captures: bool
) -> Packed:
    """Write a backup, with the captures or of the database alone; return what is in it and what
    not. Raises Refused or Temporary.
    """
    database = backup.sqlite_file(database_url(settings))
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        copied = Path(folder) / archive.DATABASE
        bundles = backup.copy(database, copied)
        root = settings.captures if captures else None
        return archive.pack(file, copied, root, bundles, about)


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


def migrate(settings: ServiceSettings) -> list[str]:
    """Bring the database to this heddle's schema and return the steps that were taken."""
    # Here, because alembic costs every process a quarter of a second and 20 MB.
    from service.adapters.store import migrate as migrating

    url = database_url(settings)
    steps = migrating.pending(url)
    migrating.migrate(url)
    return steps


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
