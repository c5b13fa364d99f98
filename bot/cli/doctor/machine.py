"""Checks of this machine."""

import os
import platform
import stat
import sys
from pathlib import Path

from bot.cli.doctor.findings import Warn
from bot.cli.up import checks
from bot.cli.up.embedded import server_binary
from bot.cli.up.lock import held_by
from service.domain.errors import Refused

_OLDEST = (3, 11)


def python() -> str:
    """Check the interpreter's version."""
    found = platform.python_version()
    if sys.version_info < _OLDEST:
        raise Refused(f"This is Python {found}; heddle needs 3.11 or newer. Install that one.")
    return found


def folder(path: Path) -> str:
    """Check that the data folder can be written and is read by its owner only."""
    there = next(each for each in (path, *path.parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise Refused(
            f"{path} cannot be written. Make {there} writable for this user, or choose another "
            "folder with HEDDLE_DATA_DIR."
        )
    if there != path:
        return f"{path} is made at the first start"
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Warn(f"Others may look into {path}. Close it with: chmod 700 {path}")
    return str(path)


def port(data_dir: Path, host: str, number: int) -> str:
    """Check that heddle can listen, or does so already."""
    if holder := held_by(data_dir):
        return f"heddle runs already, {holder}"
    checks.free(host, number)
    return f"{host}:{number} is free"


def embedded_queue() -> str:
    """Check that `heddle up` has a server to bring along."""
    return f"`heddle up` brings its own ({server_binary().name})"
