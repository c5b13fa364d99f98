"""What a workspace holds, seen by somebody who does not trust the names in it."""

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from service.adapters.captures import disk

MAX_DEPTH = 32
_NAME_BYTES = 255
_STEM_CHARS = 40
_UNSAFE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class LeftOutError(Exception):
    """There is nothing to capture any more; the text says what became of it."""


class UnreadableError(Exception):
    """Something that has to be captured cannot be read; the text says what and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to capture: `name` in the open folder `above`; in the bundle it is `parts`."""

    above: int
    name: str
    parts: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its path in the bundle, below `files/`."""
        return "/".join(self.parts)

    @contextmanager
    def opened(self) -> Iterator[int]:
        """Yield a descriptor of the file.

        Raises LeftOutError if no regular file stands there any more, UnreadableError if
        it cannot be opened.
        """
        with ExitStack() as stack:
            try:
                file = stack.enter_context(disk.reading(self.above, self.name))
            except FileNotFoundError as error:
                raise LeftOutError("gone") from error
            except OSError as error:
                if error.errno in {errno.ELOOP, errno.ENXIO, errno.EISDIR}:
                    raise LeftOutError("not a file") from error
                raise UnreadableError(f"{self.path}: {error.strerror}") from error
            yield file


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was left out of a bundle, and why."""

    path: str
    reason: str

    def as_json(self) -> dict[str, str]:
        """Return it as it stands in the manifest."""
        return {"path": self.path, "reason": self.reason}


def sources(root: str) -> Iterator[Source | Skipped]:
    """Yield the regular files below `root` in order of names, and what is none.

    A source's folder is open until the next one is asked for. Raises UnreadableError if a
    folder cannot be read: its files would be missing without anybody knowing.
    """
    with disk.folder(root) as top:
        for path, folders, names, here in os.fwalk(".", dir_fd=top, onerror=_unless_gone):
            folders.sort()
            above = tuple(safe_name(part) for part in path.split("/")[1:])
            yield from _of_folder(here, above, sorted(names) + folders)
            if len(above) >= MAX_DEPTH:
                for name in folders:
                    yield Skipped("/".join([*above, safe_name(name)]), "too deep")
                folders.clear()


def _of_folder(
    here: int,
    above: tuple[str, ...],
    names: list[str],
) -> Iterator[Source | Skipped]:
    for name in names:
        parts = (*above, safe_name(name))
        try:
            mode = os.stat(name, dir_fd=here, follow_symlinks=False).st_mode
        except FileNotFoundError:
            continue
        if stat.S_ISREG(mode):
            yield Source(here, name, parts)
        elif not stat.S_ISDIR(mode):
            reason = "a link" if stat.S_ISLNK(mode) else "not a file"
            yield Skipped("/".join(parts), reason)


def safe_name(name: str) -> str:
    """Return the name under which a file is captured: its own, if it can be shown and stored.

    Otherwise (control characters, bytes that are no text) what is left of it and a part of
    its hash, which is the same each time.
    """
    plain = "".join("_" if _is_unsafe(character) else character for character in name)
    if plain == name:
        return name
    raw = os.fsencode(name)
    stem, dot, suffix = plain.rpartition(".")
    if not stem or len(suffix) > _STEM_CHARS:
        stem, dot, suffix = plain, "", ""
    mark = hashlib.sha256(raw).hexdigest()[:8]
    return f"{stem[:_STEM_CHARS]}~{mark}{dot}{suffix}"


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in _UNSAFE or character in _TURNS_TEXT


def _unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise UnreadableError(f"{safe_name(str(error.filename))}: {error.strerror}") from error
