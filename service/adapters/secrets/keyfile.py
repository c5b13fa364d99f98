"""The key that is made at the first start, in a file that only its owner can read."""

import os
import stat
import tempfile
from pathlib import Path

from service.adapters.secrets.cipher import new_key
from service.domain.errors import Refused

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def load_or_create_key(path: Path) -> str:
    """Return the key in the file, making the file (mode 0600) if there is none.

    Of several processes that start at once, all get the same key. Raises Refused if
    others could read the file, or if it cannot be read or made.
    """
    try:
        try:
            return _load(path)
        except FileNotFoundError:
            _create(path)
            return _load(path)
    except OSError as error:
        raise Refused(
            f"The key file {path} cannot be used ({error.strerror}). Let the user that runs heddle"
            " read and write it and its folder, or set HEDDLE_SECRET_KEY.",
        ) from error


def _load(path: Path) -> str:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & _OTHERS:
            raise Refused(
                f"Others can read the key file {path}. Close it with: chmod 600 {path} - and if"
                " somebody may have read it, rotate the key.",
            )
        text = file.read().decode("ascii", "replace").strip()
    if not text:
        raise Refused(
            f"The key file {path} is empty. Put the key back from your backup; if there is none,"
            " remove the file, and a new key is made (stored secrets have to be entered again).",
        )
    return text


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: the first of two processes wins and neither is overwritten.
            os.link(staged, path)
        except FileExistsError:
            return
        _sync_folder(path.parent)
    finally:
        Path(staged).unlink()


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
