"""Folders and files below open descriptors: no link followed, everything synced."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

CHUNK = 1024 * 1024
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Versions share unchanged files, so nobody should change one by mistake.
_READ_ONLY = 0o444

Checkpoint = Callable[[], None]
"""Called before each step of a long piece of work; raises to break it off."""


@contextmanager
def folder(above: int | str, parts: Sequence[str] = (), *, create: bool = False) -> Iterator[int]:
    """Yield a descriptor of the folder at `parts` below `above` (a path or a descriptor)."""
    current = os.open(above, _FOLDER) if isinstance(above, str) else os.dup(above)
    try:
        for part in parts:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=current)
            below = os.open(part, _FOLDER, dir_fd=current)
            os.close(current)
            current = below
        yield current
    finally:
        os.close(current)


@contextmanager
def reading(above: int, name: str) -> Iterator[int]:
    """Yield a descriptor of a regular file. Raises OSError (ELOOP) for anything else."""
    descriptor = os.open(name, _READ, dir_fd=above)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ELOOP, "not a regular file", name)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def creating(above: int, name: str) -> Iterator[int]:
    """Yield a descriptor of a new read-only file, synced when the block ends well."""
    descriptor = os.open(name, _CREATE, _READ_ONLY, dir_fd=above)
    try:
        yield descriptor
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def chunks(descriptor: int, size: int, checkpoint: Checkpoint) -> Iterator[bytes]:
    """Yield at most `size` bytes of a file from its start, even if it grows meanwhile."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    while size > 0:
        checkpoint()
        chunk = os.read(descriptor, min(CHUNK, size))
        if not chunk:
            return
        size -= len(chunk)
        yield chunk


def content(descriptor: int) -> bytes:
    """Return all of an open file."""
    return b"".join(chunks(descriptor, os.fstat(descriptor).st_size, lambda: None))


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`; a single write may take less."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def digest(descriptor: int, size: int, checkpoint: Checkpoint) -> tuple[str, int]:
    """Return the SHA-256 in hex of at most `size` bytes, and how many there were."""
    found, read = hashlib.sha256(), 0
    for chunk in chunks(descriptor, size, checkpoint):
        found.update(chunk)
        read += len(chunk)
    return found.hexdigest(), read


def sync_folders(top: int) -> None:
    """Sync a folder and all folders below it, so that the names in them last."""
    for _, _, _, here in os.fwalk(".", dir_fd=top, onerror=_raise):
        os.fsync(here)


def files_below(top: int) -> Iterator[str]:
    """Yield the path of everything below a folder that is not a folder itself."""
    for path, folders, names, here in os.fwalk(".", dir_fd=top, onerror=_raise):
        above = path.split("/")[1:]
        links = [name for name in folders if not _is_folder(here, name)]
        for name in names + links:
            yield "/".join([*above, name])


def _is_folder(above: int, name: str) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode)


def _raise(error: OSError) -> None:
    raise error
