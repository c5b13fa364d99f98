"""Where Prometheus finds this machine's processes: a folder with a file for each of them.

A file is as `file_sd_configs` reads it, and locked as long as its process lives. So a process
that was killed leaves a file behind that anybody can tell from a live one's, whatever process
ids mean between containers; the next process to start removes it.
"""

import fcntl
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from service.ports.clock import Ids

_ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  compared with, not listened on
_log = structlog.get_logger(__name__)


def prune(folder: Path) -> int:
    """Remove the files of processes that are gone; return how many."""
    removed = 0
    for path in folder.glob("*.json"):
        with suppress(FileNotFoundError), path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            path.unlink()
            removed += 1
    return removed


@contextmanager
def listed(folder: Path, role: str, host: str, port: int, ids: Ids) -> Iterator[None]:
    """Let Prometheus find this process at the address while the context is open.

    Where the folder cannot be written the process goes on without; its log says so.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        prune(folder)
        path, descriptor = _written(folder, role, _address(host, port), ids)
    except OSError as error:
        _log.warning("target_not_listed", folder=str(folder), error=str(error))
        yield
        return
    try:
        yield
    finally:
        # What stays on a disk that became read-only is not locked: the next process removes it.
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _written(folder: Path, role: str, address: str, ids: Ids) -> tuple[Path, int]:
    """Write the file as a whole and lock it; only then it has the name that is looked for."""
    name = f"{role}-{os.getpid()}-{ids.token(4)}.json"
    text = json.dumps([{"targets": [address], "labels": {"role": role}}])
    unnamed = folder / f"{name}.new"
    descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, f"{text}\n".encode())
        unnamed.rename(folder / name)
    except OSError:
        unnamed.unlink(missing_ok=True)
        os.close(descriptor)
        raise
    return folder / name, descriptor


def _address(host: str, port: int) -> str:
    """Return what to scrape; a process that listens everywhere is found by its host's name."""
    name = platform.node() if host in _ANYWHERE else host
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
