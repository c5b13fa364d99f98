"""Looking at a workspace: listing it and reading its files."""

import os
import stat
from collections.abc import Iterator, Sequence
from itertools import islice

from service.adapters.tools import beneath
from service.adapters.tools.limits import FileLimits
from service.adapters.tools.text import Text, decoded
from service.domain.errors import Refused


def list_files(root: str, limits: FileLimits, path: str, start: int) -> str:
    """List what lies below a folder, from entry `start` on."""
    parts = beneath.parts_of(path)
    entries = list(islice(_entries(root, parts), start - 1, start + limits.entries))
    if not entries:
        where = beneath.shown(parts) if parts else "The workspace"
        return f"[{where} is empty]" if start == 1 else f"[there is no entry {start}]"
    listed = beneath.fitting(entries[: limits.entries], limits.chars)
    if len(entries) > len(listed):
        listed.append(f"[cut: there is more, list on with start={start + len(listed)}]")
    return "\n".join(listed)


def _entries(root: str, parts: Sequence[str]) -> Iterator[str]:
    for path, folders, names, here in beneath.walk(root, parts):
        above = path.split("/") if path else []
        for name in names + folders:
            entry = _entry(here, [*above, name])
            if entry:
                yield entry


def _entry(here: int, parts: Sequence[str]) -> str:
    try:
        status = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
    except FileNotFoundError:
        return ""
    if stat.S_ISDIR(status.st_mode):
        return f"{beneath.shown(parts)}/"
    if stat.S_ISREG(status.st_mode):
        return f"{beneath.shown(parts)}  {status.st_size:,} bytes"
    return f"{beneath.shown(parts)}  {beneath.kind(here, parts[-1])}"


def read_text(root: str, limits: FileLimits, parts: Sequence[str]) -> Text:
    """Return a file's text. Raises Refused if it is too large or binary."""
    with beneath.file(root, parts) as (descriptor, status):
        if status.st_size > limits.read_bytes:
            raise Refused(
                f"{beneath.shown(parts)} has {status.st_size:,} bytes; at most"
                f" {limits.read_bytes:,} can be read. Work with a smaller part of it.",
            )
        data = read_bytes(descriptor, limits.read_bytes)
    text = decoded(data)
    if text is None:
        raise Refused(
            f"{beneath.shown(parts)} is a binary file of {len(data):,} bytes and cannot be read or"
            " edited as text. Name it in your result if it is part of it.",
        )
    return text


def read_bytes(descriptor: int, limit: int) -> bytes:
    """Read an open file up to `limit` bytes, even if it grows meanwhile."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read(limit)


def read_file(
    root: str,
    limits: FileLimits,
    path: str,
    start: int,
    count: int,
    column: int,
) -> str:
    """Return `count` lines from `start`, the first one from `column`, and how to read on."""
    text = read_text(root, limits, beneath.file_parts(path))
    lines = text.lines
    remark = "" if text.encoding == "utf-8" else f"[encoding: {text.encoding}]\n"
    if not lines:
        return "[the file is empty]"
    if start > len(lines):
        raise Refused(f"The file has {len(lines):,} lines; choose a start up to that.")
    shown, more = _window(lines, start, count, column, limits.chars)
    return remark + shown + more


def _window(
    lines: Sequence[str],
    start: int,
    count: int,
    column: int,
    chars: int,
) -> tuple[str, str]:
    """Return the text to show and the remark on how to read on (or an empty one)."""
    taken: list[str] = []
    room = chars
    for number in range(start, min(start + count - 1, len(lines)) + 1):
        first = column if number == start else 1
        line = lines[number - 1][first - 1 :]
        if len(line) > room and taken:
            break
        if len(line) > room:
            following = first + room
            return line[:room], (
                f"\n[cut in line {number:,} of {len(lines):,}; read on with"
                f" start={number}, column={following}]"
            )
        taken.append(line)
        room -= len(line) + 1
    last = start + len(taken) - 1
    more = ""
    if last < len(lines):
        more = (
            f"\n[lines {start:,} to {last:,} of {len(lines):,}; cut, read on with start={last + 1}]"
        )
    return "\n".join(taken), more
