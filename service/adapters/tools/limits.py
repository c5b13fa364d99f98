"""How much a session's files may hold and how much of them a model is shown at once."""

from dataclasses import dataclass

MIB = 1024 * 1024

MAX_DEPTH = 32
"""Folders below folders. A tree that a command made deeper is cut here: each level of a
walk holds a descriptor."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Bounds of the file tools.

    `written_bytes` bounds one file that a tool writes and `read_bytes` one that it reads
    (the largest attachment); `total_bytes` and `files` bound the workspace. The others
    bound a result: `chars` of a text, `entries` of a listing, `matches` of a search,
    `line_chars` of one matching line, `searched_bytes` of all files of one search.
    """

    written_bytes: int = 10 * MIB
    read_bytes: int = 25 * MIB
    total_bytes: int = 1024 * MIB
    files: int = 10_000
    chars: int = 30_000
    entries: int = 500
    matches: int = 200
    line_chars: int = 300
    searched_bytes: int = 256 * MIB
