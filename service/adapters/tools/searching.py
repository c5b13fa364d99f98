"""Finding lines in files. RE2 takes linear time and bounded memory, whatever the pattern."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import re2

from service.adapters.tools import beneath
from service.adapters.tools.limits import FileLimits
from service.adapters.tools.reading import read_bytes
from service.adapters.tools.text import Text, decoded
from service.domain.errors import Refused


class _Match(Protocol):
    def start(self) -> int: ...


class _Regex(Protocol):
    def search(self, text: bytes, position: int) -> _Match | None: ...


@dataclass(slots=True)
class _Search:
    """A search on its way: what it found, what it left out, how much it may still read."""

    regex: _Regex
    limits: FileLimits
    bytes_left: int
    found: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def full(self) -> bool:
        return len(self.found) > self.limits.matches or self.bytes_left <= 0

    def look_into(self, parent: int, parts: Sequence[str]) -> None:
        """Search one file below the open folder `parent`."""
        limit = min(self.limits.read_bytes, self.bytes_left)
        try:
            text = self._text(parent, parts, limit)
        except (Refused, PermissionError):
            text = None
        if text is None:
            self.left_out += 1
            return
        room = self.limits.matches + 1 - len(self.found)
        self.found += islice(self._lines(text, beneath.shown(parts)), room)

    def _text(self, parent: int, parts: Sequence[str], limit: int) -> Text | None:
        with beneath.regular(parent, parts) as (descriptor, status):
            if status.st_size > limit:
                return None
            data = read_bytes(descriptor, limit)
        self.bytes_left -= len(data)
        return decoded(data)

    def _lines(self, text: Text, name: str) -> Iterator[str]:
        data = text.text.encode()
        position, counted, number = 0, 0, 1
        while position <= len(data):
            match = self.regex.search(data, position)
            if match is None:
                return
            begin = data.rfind(b"\n", 0, match.start()) + 1
            if begin == len(data):
                return
            end = data.find(b"\n", match.start())
            end = len(data) if end == -1 else end
            number += data.count(b"\n", counted, begin)
            counted, position = begin, end + 1
            yield f"{name}:{number}: {self._cut(data[begin:end].decode().rstrip())}"

    def _cut(self, line: str) -> str:
        return line if len(line) <= self.limits.line_chars else f"{line[: self.limits.line_chars]}…"

    def result(self) -> str:
        """Say what was found and what was not looked at."""
        listed = beneath.fitting(self.found[: self.limits.matches], self.limits.chars)
        cut = self.bytes_left <= 0 or len(listed) < len(self.found)
        matches = len(listed)
        if not self.found:
            listed.append("[no match]")
        if cut:
            listed.append(
                f"[cut after {matches} matches: search a smaller path or a rarer pattern]",
            )
        if self.left_out:
            listed.append(f"[{self.left_out} links and binary or large files left out]")
        return "\n".join(listed)


def search_files(root: str, limits: FileLimits, pattern: str, path: str) -> str:
    """List the lines that match a regular expression, as `path:line: text`.

    `path` is a folder or a file. Raises Refused if it or the pattern cannot be used.
    """
    parts = beneath.parts_of(path)
    search = _Search(_compiled(pattern), limits, limits.searched_bytes)
    if parts and _is_file(root, parts):
        with beneath.folder(root, parts[:-1]) as parent:
            search.look_into(parent, parts)
    else:
        _search_folder(search, root, parts)
    return search.result()


def _is_file(root: str, parts: Sequence[str]) -> bool:
    with beneath.folder(root, parts[:-1]) as parent:
        return beneath.kind(parent, parts[-1]) == "a file"


def _search_folder(search: _Search, root: str, parts: Sequence[str]) -> None:
    for path, _, names, here in beneath.walk(root, parts):
        above = path.split("/") if path else []
        for name in names:
            if search.full:
                return
            search.look_into(here, [*above, name])


def _compiled(pattern: str) -> _Regex:
    options = re2.Options()
    options.log_errors = False
    # A match stays in its line, whatever the pattern says.
    options.never_nl = True
    try:
        text = f"(?m){pattern}".encode()
    except UnicodeEncodeError as error:
        raise Refused("The pattern holds half a character; leave it out.") from error
    try:
        regex: _Regex = re2.compile(text, options)
    except re2.error as error:
        raise Refused(
            "This is not a regular expression of RE2 (no look-around, no back-references, counts"
            f" up to 1000). To find this very text, search for: {re2.escape(pattern)[:500]}",
        ) from error
    finally:
        # The module keeps 128 patterns with up to 8 MiB each; nobody searches that often.
        re2.purge()
    return regex
