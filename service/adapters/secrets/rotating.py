"""Replacing the key in the key file: the new one stands before the former until all is done."""

import os
import tempfile
from pathlib import Path

from service.adapters.secrets.cipher import new_key
from service.adapters.secrets.keyfile import load_or_create_key
from service.domain.errors import Refused


def begin(path: Path) -> None:
    """Put a new key before the present one; where two stand already, a rotation was broken off,
    and it goes on with these. Raises Refused.
    """
    keys = load_or_create_key(path).split(",")
    if len(keys) == 1:
        _write(path, [new_key(), *keys])


def end(path: Path) -> None:
    """Leave the new key alone. Raises Refused."""
    _write(path, load_or_create_key(path).split(",")[:1])


def _write(path: Path, keys: list[str]) -> None:
    """Replace the file at once and for good: a half-written key would lose every secret."""
    try:
        descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(",".join(keys) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(staged).replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise Refused(
            f"The key file {path} cannot be replaced ({error.strerror}); it stands as it was. Let"
            " the user that runs this write to its folder.",
        ) from error
