"""A long text is cut where it hurts least and put into as few messages as hold it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.chat.rendering import tables
from bot.chat.rendering.dialect import Dialect, unfenced
from bot.chat.rendering.markdown import Chunk, Code, Rule, Table, Text, chunks
from bot.chat.rendering.units import units

FILE = "answer.md"
"""The name of an answer that is too long for messages."""
_LANGUAGE = 20
_NAMELESS = re.compile(r"[^\w+#.-]")


def pieces(
    found: Iterable[Chunk],
    most: int,
    dialect: Dialect,
    native: Callable[[Table], Sequence[Table]] | None = None,
) -> list[Chunk]:
    """Cut chunks between their lines or rows into pieces of at most `most` units of text.

    `native` returns a table as those that the platform shows by itself, none if it does not.
    """
    return [piece for chunk in found for piece in _cut(chunk, most, dialect, native)]


def _cut(
    chunk: Chunk, most: int, dialect: Dialect, native: Callable[[Table], Sequence[Table]] | None
) -> Sequence[Chunk]:
    match chunk:
        case Text():
            parts = _lines(chunk.lines, most, lambda line: units(line) + 1)
            return [
                replace(chunk, lines=each, tight=chunk.tight or place > 0)
                for place, each in enumerate(parts)
            ]
        case Code():
            around = len(chunk.language[:_LANGUAGE]) + 10
            parts = _lines(
                chunk.lines, most - around, lambda line: units(_fenced(line, dialect)) + 1
            )
            return [Code(each, chunk.language) for each in parts]
        case Table():
            own = native(chunk) if native is not None else ()
            return own or pieces(tables.aligned(chunk, dialect), most, dialect)
        case Rule():
            return [chunk]


def _lines(lines: Sequence[str], most: int, cost: Callable[[str], int]) -> list[tuple[str, ...]]:
    found: list[list[str]] = [[]]
    size = 0
    for line in lines:
        if found[-1] and size + cost(line) > most:
            found.append([])
            size = 0
        size += cost(line)
        found[-1].append(line)
    return [tuple(each) for each in found]


def _fenced(line: str, dialect: Dialect) -> str:
    return unfenced(dialect.code(line))


def text_of(piece: Chunk, dialect: Dialect) -> str:
    """Write a piece in the platform's markup; code is fenced on both sides."""
    match piece:
        case Text():
            return "\n".join(piece.lines)
        case Code():
            body = "\n".join(_fenced(line, dialect) for line in piece.lines)
            return f"```{_NAMELESS.sub('', piece.language)[:_LANGUAGE]}\n{body}\n```"
        case Table():
            return tables.plain(piece, dialect)
        case Rule():
            return "———"


def glued(text: str, piece: Chunk, dialect: Dialect) -> str:
    """Return the text with a piece put under it."""
    if not text:
        return text_of(piece, dialect)
    gap = "\n" if isinstance(piece, Text) and piece.tight else "\n\n"
    return f"{text}{gap}{text_of(piece, dialect)}"


def whole(found: Iterable[Chunk], dialect: Dialect) -> str:
    """Write pieces as one text."""
    text = ""
    for piece in found:
        text = glued(text, piece, dialect)
    return text


def preview(markdown: str, most: int, dialect: Dialect) -> tuple[str, bool]:
    """Return the beginning of Markdown as one text of at most `most` units in the platform's
    markup, and whether that is all of it.
    """
    text = ""
    for piece in pieces(chunks(markdown, replace(dialect, longest=most // 2)), most, dialect):
        longer = glued(text, piece, dialect)
        if units(longer) > most:
            return text, False
        text = longer
    return text, True


@dataclass(slots=True)
class Packer:
    """Fills messages; `takes` tells what fits into one. A heading goes with what it heads."""

    takes: Callable[[Sequence[Chunk]], bool]
    full: list[list[Chunk]] = field(default_factory=list)
    open: list[Chunk] = field(default_factory=list)

    def add(self, *found: Chunk) -> None:
        """Put pieces into the open message or into the next; together if one can hold them."""
        if self.open and not self.takes([*self.open, *found]):
            if len(found) > 1 and not self.takes(found):
                for piece in found:
                    self.add(piece)
                return
            self.next()
        if len(found) > 1 and not self.takes([*self.open, *found]):
            for piece in found:
                self.add(piece)
        else:
            self.open.extend(found)

    def next(self) -> None:
        """Begin another message; headings that nothing follows yet go with it."""
        rest = self._trailing_heads()
        self.full.append(self.open)
        self.open = rest

    def _trailing_heads(self) -> list[Chunk]:
        """Take off the headings that nothing follows yet, unless there is nothing else."""
        place = len(self.open)
        while place and isinstance(each := self.open[place - 1], Text) and each.heads:
            place -= 1
        if place == 0:
            return []
        rest = self.open[place:]
        del self.open[place:]
        return rest

    def parts(self) -> list[list[Chunk]]:
        """Return what is in each message; none for nothing to say."""
        return [*self.full, self.open] if self.open else self.full
