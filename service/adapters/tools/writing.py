"""Changing a workspace: whole files, atomically, within its limits."""

import os
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

from service.adapters.tools import beneath
from service.adapters.tools.editing import edited
from service.adapters.tools.limits import FileLimits
from service.adapters.tools.reading import read_text
from service.adapters.tools.text import Text
from service.domain.errors import Refused

_PERMISSIONS = 0o777
_NEW_FILE = 0o644


def write_file(root: str, limits: FileLimits, path: str, content: str) -> str:
    """Make or replace a file, and the folders above it."""
    parts = beneath.file_parts(path)
    data = Text(content).encoded()
    replaced = _store(root, limits, parts, data)
    done = "Wrote" if replaced is None else f"Replaced the {replaced:,} bytes of"
    return f"{done} {beneath.shown(parts)} ({len(data):,} bytes)."


def edit_file(
    root: str,
    limits: FileLimits,
    path: str,
    old: str,
    new: str,
    everywhere: bool,
) -> str:
    """Replace `old` by `new` in one place of a file, or in all."""
    parts = beneath.file_parts(path)
    text, places = edited(read_text(root, limits, parts), old, new, everywhere=everywhere)
    data = text.encoded()
    _store(root, limits, parts, data)
    times = "once" if places == 1 else f"in {places:,} places"
    return f"Edited {beneath.shown(parts)} {times}; it has {len(data):,} bytes now."


def _store(root: str, limits: FileLimits, parts: Sequence[str], data: bytes) -> int | None:
    """Write the file and return the size of the one it replaces, if there was one."""
    if not all(part.isprintable() for part in parts):
        raise Refused("A new name may hold printable characters only; choose a simpler one.")
    if len(data) > limits.written_bytes:
        raise Refused(
            f"{len(data):,} bytes are more than the {limits.written_bytes:,} that one file may"
            " have. Split it into several.",
        )
    with beneath.folder(root, parts[:-1], create=True) as parent:
        present = _present(parent, parts)
        _check_room(root, limits, len(data), present)
        mode = _NEW_FILE if present is None else stat.S_IMODE(present.st_mode) & _PERMISSIONS
        staged = stage(root, data, mode)
        try:
            os.replace(staged, parts[-1], dst_dir_fd=parent)
        except OSError:
            staged.unlink()
            raise
    return None if present is None else present.st_size


def _present(parent: int, parts: Sequence[str]) -> os.stat_result | None:
    try:
        status = os.stat(parts[-1], dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        what = beneath.kind(parent, parts[-1])
        raise Refused(f"{beneath.shown(parts)} is {what} and cannot be written; choose a new name.")
    return status


def _check_room(
    root: str,
    limits: FileLimits,
    size: int,
    present: os.stat_result | None,
) -> None:
    files, total = 0, 0
    for _, _, names, here in beneath.walk(root, ()):
        files += len(names)
        total += sum(_size(here, name) for name in names)
    if present is None and files >= limits.files:
        raise Refused(
            f"The workspace holds {files:,} files, its limit. Put the text into a file that is"
            " there already.",
        )
    grown = total + size - (0 if present is None else present.st_size)
    if grown > limits.total_bytes and grown > total:
        raise Refused(
            f"The workspace would hold {grown:,} bytes, more than its limit of"
            f" {limits.total_bytes:,}. Replace a large file by a shorter one first.",
        )


def _size(here: int, name: str) -> int:
    try:
        return os.stat(name, dir_fd=here, follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0


def staging_of(root: str) -> Path:
    """Where files of the workspace at `root` are written before they appear in it.

    Beside it, not in it: what a kill leaves there is in nobody's way, and no command of an
    agent can reach it. It is emptied when the workspace is held the next time.
    """
    return Path(f"{root}.staging")


def stage(root: str, data: bytes, mode: int) -> Path:
    """Write a file into the staging folder, synced, and return its path."""
    folder = staging_of(root)
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)
    staged = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except BaseException:
        staged.unlink()
        raise
    return staged
