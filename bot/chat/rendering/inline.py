"""Formatted text within a line: runs that know their marks, so that a line can be cut anywhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from bot.chat.rendering.dialect import BOLD, CODE, ITALIC, STRIKE, Dialect, unfenced
from bot.chat.rendering.units import units

_MARKS = {"strong": BOLD, "em": ITALIC, "s": STRIKE}
_BARE = re.compile(r"https?://[^\s<>\"'`|]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}*_~"
_LINKED = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_PIECES = re.compile(r"\s+|\S{1,400}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOUNDARY = "\u200b"
"""An invisible space, by which part of a word becomes a word of its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text with one format: `marks` are those of `dialect`, the outermost first."""

    text: str
    marks: str = ""
    url: str = ""


Line = tuple[Run, ...]


def lines_of(tokens: Sequence[Token], dialect: Dialect) -> list[Line]:
    """Return inline Markdown as lines, broken where its author broke them."""
    reader = _Reader(dialect)
    for token in tokens:
        reader.read(token)
    return [tuple(_merged(each)) for each in reader.lines]


class _Reader:
    """Walks through inline tokens, remembering what is open."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.lines: list[list[Run]] = [[]]
        self._marks = ""
        self._url = ""
        self._before_link = 0

    def read(self, token: Token) -> None:
        """Take the next token."""
        kind, _, side = token.type.rpartition("_")
        match token.type:
            case "softbreak" | "hardbreak":
                self.lines.append([])
            case "code_inline":
                self._code(token.content)
            case "link_open":
                self._open_link(str(token.attrGet("href") or ""))
            case "link_close":
                self._close_link()
            case "image":
                self._image(token)
            case _ if kind in _MARKS and side == "open":
                self._marks += "" if _MARKS[kind] in self._marks else _MARKS[kind]
            case _ if kind in _MARKS and side == "close":
                self._marks = self._marks.replace(_MARKS[kind], "")
            case _:
                self._text(token.content)

    def _add(self, text: str, marks: str, url: str = "") -> None:
        if text:
            self.lines[-1].append(
                Run(text, marks, url or (self._url if self._safe(self._url) else ""))
            )

    def _text(self, text: str) -> None:
        for place, part in enumerate(_BREAK.split(text)):
            if place:
                self.lines.append([])
            end = 0
            for found in [] if self._url else _BARE.finditer(part):
                url = found[0].rstrip(_TRAILING)
                self._add(part[end : found.start()], self._marks)
                self._add(url, self._marks, url if self._safe(url) else "")
                end = found.start() + len(url)
            self._add(part[end:], self._marks)

    def _code(self, text: str) -> None:
        # Slack cannot show a backtick inside a code span, and nobody needs to.
        self._add(text, self._marks if CODE in text else self._marks + CODE)

    def _open_link(self, url: str) -> None:
        self._url, self._before_link = url, sum(map(len, self.lines))

    def _close_link(self) -> None:
        url, self._url = self._url, ""
        shown = [run for line in self.lines for run in line][self._before_link :]
        if not shown:
            self._add(url, self._marks, url if self._safe(url) else "")
        elif not self._safe(url) and url and "".join(run.text for run in shown) != url:
            self._add(f" ({url})", self._marks)

    def _image(self, token: Token) -> None:
        url = str(token.attrGet("src") or "")
        text = token.content or url
        if self._safe(url):
            self._add(text, self._marks, self._url or url)
        else:
            self._add(text if text == url or not url else f"{text} ({url})", self._marks)

    def _safe(self, url: str) -> bool:
        fits = units(self._dialect.link(url, "")) <= self._dialect.url
        return fits and bool(_LINKED.fullmatch(url))


def _merged(runs: Iterable[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].marks, found[-1].url) == (run.marks, run.url):
            found[-1] = replace(run, text=found[-1].text + run.text)
        else:
            found.append(run)
    return found


def wrapped(line: Line, most: int, dialect: Dialect) -> list[Line]:
    """Cut a line between words into lines that are written in at most `most` units each."""
    found: list[list[Run]] = [[]]
    room = most
    for run in line:
        fresh = True
        for piece in _PIECES.findall(run.text):
            around = _around(run, dialect)
            cost = units(dialect.prose(piece)) + (around if fresh else 0)
            if cost > room and found[-1]:
                found.append([])
                room, cost = most, units(dialect.prose(piece)) + around
            room -= cost
            fresh = False
            found[-1].append(replace(run, text=piece))
    return [tuple(_merged(each)) for each in found]


def _around(run: Run, dialect: Dialect) -> int:
    marks = 2 * (sum(len(dialect.marks[each]) for each in run.marks) + 2)
    return marks + (units(dialect.link(run.url, "")) + 1 if run.url else 0)


def written(line: Line, dialect: Dialect) -> str:
    """Write a line in the platform's markup; every mark that is opened is closed."""
    out: list[str] = []
    opened = ""
    for run in _merged(line):
        kept = _common(opened, run.marks)
        ended, begun = opened[len(kept) :][::-1], run.marks[len(kept) :]
        out.append(_marks(ended, dialect))
        if run.text[:1].isalnum() and _splits(ended, dialect):
            out.append(_BOUNDARY)
        if out and "".join(out[-2:])[-1:].isalnum() and _splits(begun, dialect):
            out.append(_BOUNDARY)
        out.append(_marks(begun, dialect))
        opened = run.marks
        out.append(_run(run, dialect))
    out.append(_marks(opened[::-1], dialect))
    return dialect.opening(unfenced("".join(out)).rstrip())


def _marks(found: str, dialect: Dialect) -> str:
    return "".join(dialect.marks[each] for each in found)


def _splits(found: str, dialect: Dialect) -> bool:
    return any(each in dialect.whole for each in found)


def _common(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _run(run: Run, dialect: Dialect) -> str:
    text = dialect.code(run.text) if CODE in run.marks else dialect.prose(run.text)
    return dialect.link(run.url, text) if run.url else text


def plain(line: Line) -> str:
    """Write a line without any markup; what a link leads to stands behind its text."""
    return "".join(
        run.text
        if not run.url or run.url.removeprefix("mailto:") == run.text
        else f"{run.text} ({run.url})"
        for run in line
    )
