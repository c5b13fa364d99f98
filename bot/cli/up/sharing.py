"""Where the processes of one machine leave their numbers for each other."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  what stands there is this user's, and nobody else's


@contextmanager
def shared(data_dir: Path) -> Iterator[Path]:
    """Yield an empty folder that is gone at the end; only one process may hold the data folder.

    It is kept in memory where that can be: the files are mapped, and who writes into a mapped
    file on a full disk is killed (SIGBUS). A heddle on a full disk has to say so instead.
    """
    with suppress(OSError):
        _prune()
    folder, lock = _in_memory() or (data_dir / "metrics", None)
    try:
        if lock is None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700, exist_ok=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _in_memory() -> tuple[Path, int] | None:
    """Make a folder in memory, and lock it as long as the result is open; None if that fails."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(), dir=MEMORY))
        lock = _open(folder)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return folder, lock


def _prune() -> None:
    """Remove what was left by those that were killed."""
    for folder in MEMORY.glob(f"{_prefix()}*"):
        lock = _open(folder)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _prefix() -> str:
    return f"heddle-{os.getuid()}-"
