"""One `heddle up` per data folder: a lock that ends with the process that holds it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.domain.errors import Refused

NAME = "up.json"


@contextmanager
def locked(data_dir: Path, address: str) -> Iterator[None]:
    """Hold the folder while the context is open; whoever is refused learns the address.

    Raises Refused if another `heddle up` holds it. The folder must be writable.
    """
    descriptor = os.open(data_dir / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(_running(data_dir, file.read())) from error
        file.truncate(0)
        json.dump({"pid": os.getpid(), "address": address}, file)
        file.flush()
        try:
            yield
        finally:
            # The lock is what counts; on a disk that became read-only the note stays.
            with suppress(OSError):
                file.seek(0)
                file.truncate(0)


def held_by(data_dir: Path) -> str:
    """Say which `heddle up` holds the folder; empty if none does."""
    try:
        with (data_dir / NAME).open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _holder(file.read()) or "as some process"
    except FileNotFoundError:
        return ""
    return ""


def _holder(note: str) -> str:
    """Read who holds the folder; the note may be half written at this moment."""
    try:
        holder = json.loads(note)
        return f"as process {holder['pid']}, at {holder['address']}"
    except (ValueError, KeyError, TypeError):
        return ""


def _running(data_dir: Path, note: str) -> str:
    holder = _holder(note)
    who = f" {holder}" if holder else ""
    return (
        f"heddle runs already with the data folder {data_dir}{who}. Use that one or stop it; "
        "for a second heddle choose another folder with HEDDLE_DATA_DIR and another port with "
        "HEDDLE_HTTP__PORT."
    )
