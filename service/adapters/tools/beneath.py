"""Opening what lies beneath a folder, one component at a time and without following links.

The kernel refuses a link at the moment of opening (O_NOFOLLOW below a descriptor), so
there is no time between a check and its use in which another process could plant one.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from service.adapters.tools.limits import MAX_DEPTH
from service.domain.errors import Refused

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NAME_BYTES = 255
_NOT_A_FOLDER = frozenset({errno.ELOOP, errno.ENOTDIR, errno.EMLINK})


def parts_of(path: str) -> tuple[str, ...]:
    """Split a path as a model wrote it; `.` is the workspace itself, `()`.

    Raises Refused for whatever is not plainly below the workspace.
    """
    if path.startswith("/"):
        raise Refused(
            f"{path!r} is an absolute path. Paths start at your workspace: 'notes/a.md'.",
        )
    parts = tuple(part for part in path.split("/") if part not in {"", "."})
    if ".." in parts:
        raise Refused(f"{path!r} leaves the workspace: leave out the '..' and start at its top.")
    if len(parts) > MAX_DEPTH:
        raise Refused(f"The path is deeper than {MAX_DEPTH} folders; use a shorter one.")
    for part in parts:
        _check_name(part)
    return parts


def _check_name(name: str) -> None:
    try:
        size = len(os.fsencode(name))
    except UnicodeEncodeError as error:
        raise Refused(f"{name!r} cannot be a file's name; use letters and digits.") from error
    if size > _NAME_BYTES or "\0" in name:
        raise Refused(
            f"{name[:40]!r} cannot be a file's name: at most {_NAME_BYTES} bytes and no NUL.",
        )


def file_parts(path: str) -> tuple[str, ...]:
    """Split a path that has to name a file. Raises Refused as `parts_of` does."""
    parts = parts_of(path)
    if not parts or path.endswith("/"):
        raise Refused(f"{path!r} names a folder; give the path of a file, as in 'notes/a.md'.")
    return parts


@contextmanager
def folder(root: str, parts: Sequence[str], *, create: bool = False) -> Iterator[int]:
    """Yield a descriptor of the folder at `parts` below `root`, made first if `create`.

    Raises Refused if it is not there or a component is a link or a file.
    """
    current = os.open(root, FOLDER)
    try:
        for index, part in enumerate(parts):
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=current)
            below = _below(current, parts[: index + 1])
            os.close(current)
            current = below
        yield current
    finally:
        os.close(current)


def _below(current: int, parts: Sequence[str]) -> int:
    try:
        return os.open(parts[-1], FOLDER, dir_fd=current)
    except FileNotFoundError as error:
        raise Refused(f"There is no folder {shown(parts)}. {LOOK}") from error
    except OSError as error:
        if error.errno in _NOT_A_FOLDER:
            what = kind(current, parts[-1])
            raise Refused(f"{shown(parts)} is {what}, not a folder. {LOOK}") from error
        raise


@contextmanager
def file(root: str, parts: Sequence[str]) -> Iterator[tuple[int, os.stat_result]]:
    """Yield a descriptor and the status of the regular file at `parts`, open for reading.

    Raises Refused if it is not there, or is a link, a folder or a device, or lies behind one.
    """
    with folder(root, parts[:-1]) as parent, regular(parent, parts) as opened:
        yield opened


@contextmanager
def regular(parent: int, parts: Sequence[str]) -> Iterator[tuple[int, os.stat_result]]:
    """Do what `file` does, below the open folder `parent`; `parts` is how it is called."""
    try:
        # Without O_NONBLOCK, opening a FIFO would wait for a writer.
        descriptor = os.open(parts[-1], _FILE, dir_fd=parent)
    except FileNotFoundError as error:
        raise Refused(f"There is no file {shown(parts)}. {LOOK}") from error
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO, errno.EMLINK}:
            what = kind(parent, parts[-1])
            raise Refused(f"{shown(parts)} is {what}, not a file. {LOOK}") from error
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused(f"{shown(parts)} is {kind(parent, parts[-1])}, not a file. {LOOK}")
        yield descriptor, status
    finally:
        os.close(descriptor)


def walk(root: str, parts: Sequence[str]) -> Iterator[tuple[str, list[str], list[str], int]]:
    """Yield (path, folders, other names, descriptor) of each folder from `parts` down.

    In order of names, links listed and never entered, nothing below MAX_DEPTH.
    """
    with folder(root, parts) as top:
        for path, folders, names, here in os.fwalk(".", dir_fd=top):
            folders.sort()
            names.sort()
            below = [*parts, *path.split("/")[1:]]
            yield "/".join(below), folders, names, here
            if len(below) >= MAX_DEPTH:
                folders.clear()


def kind(parent: int, name: str) -> str:
    """Say what stands at a name, "gone" if nothing does."""
    try:
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return "gone"
    if stat.S_ISLNK(mode):
        return "a link (links are not followed)"
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a file" if stat.S_ISREG(mode) else "a device or a pipe"


def fitting(entries: Sequence[str], chars: int) -> list[str]:
    """Return the first of the lines that together have at most `chars` characters, or one."""
    taken: list[str] = []
    for entry in entries:
        chars -= len(entry) + 1
        if chars < 0 and taken:
            break
        taken.append(entry)
    return taken


def shown(parts: Sequence[str]) -> str:
    """Return a path as it can be shown: one with odd characters is quoted and escaped."""
    path = "/".join(parts)
    return path if path.isprintable() else ascii(path)


LOOK = "See what there is with list_files."
