"""A long answer becomes messages that Slack takes, cut where it hurts least, or a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.chat.rendering.units import units
from bot.slack.rendering import limits, tables
from bot.slack.rendering.blocks import Block, Message, context, divider, section
from bot.slack.rendering.markdown import Chunk, Code, Rule, Table, Text, chunks
from bot.slack.rendering.mrkdwn import escape, unfenced

PARTS = 5
"""Messages that one answer may take; longer ones become a file."""
FILE = "answer.md"
_BLOCKS = limits.BLOCKS - 5
"""Blocks of a message, with room for what a card puts under them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's messages. Where it was too long, they hold its beginning and `file` all of it,
    to be uploaded as `FILE`.
    """

    parts: Sequence[Message]
    file: str = ""


def answer(markdown: str, most: int = PARTS) -> Answer:
    """Return an agent's Markdown as at most `most` messages, or as a file with a preview."""
    parts = messages(chunks(markdown))
    if len(parts) <= most:
        return Answer(parts)
    return Answer([_preview(parts[0], len(markdown))], markdown)


def _preview(first: Message, length: int) -> Message:
    told = f"That was the beginning; all of it ({length:,} characters) is in `{FILE}`."
    return Message(f"{first.text}\n\n{told}", [*first.blocks, context(told)])


def preview(markdown: str, most: int) -> tuple[str, bool]:
    """Return the beginning of Markdown as one text of at most `most` units in Slack's markup,
    and whether that is all of it.
    """
    found = _pieces(chunks(markdown, most // 2), most)
    text = ""
    for place, piece in enumerate(found):
        longer = _glued(text, piece)
        if units(longer) > most:
            return text, False
        text = longer
        if place + 1 == len(found):
            return text, True
    return text, True


def messages(found: Iterable[Chunk]) -> list[Message]:
    """Put chunks into as few messages as hold them, in order."""
    packer = _Packer()
    for piece in _pieces(found, limits.SECTION):
        packer.add(piece)
    return packer.parts()


def _pieces(found: Iterable[Chunk], most: int) -> list[Chunk]:
    return [piece for chunk in found for piece in _cut(chunk, most)]


def _cut(chunk: Chunk, most: int) -> Sequence[Chunk]:
    """Cut a chunk between its lines or rows into pieces of at most `most` units of text."""
    match chunk:
        case Text():
            parts = _lines(chunk.lines, most, lambda line: units(line) + 1)
            return [
                replace(chunk, lines=each, tight=chunk.tight or place > 0)
                for place, each in enumerate(parts)
            ]
        case Code():
            around = len(chunk.language[:20]) + 10
            parts = _lines(chunk.lines, most - around, lambda line: units(_fenced(line)) + 1)
            return [Code(each, chunk.language) for each in parts]
        case Table():
            cut = tables.pieces(chunk)
            if all(map(tables.fits, cut)) and most >= limits.SECTION:
                return cut
            return [part for each in tables.aligned(chunk) for part in _cut(each, most)]
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


def _fenced(line: str) -> str:
    return unfenced(escape(line))


def text_of(piece: Chunk) -> str:
    """Write a piece in Slack's markup; code is fenced on both sides."""
    match piece:
        case Text():
            return "\n".join(piece.lines)
        case Code():
            body = "\n".join(_fenced(line) for line in piece.lines)
            return f"```{escape(piece.language[:20])}\n{body}\n```"
        case Table():
            return tables.plain(piece)
        case Rule():
            return "———"


def _glued(text: str, piece: Chunk) -> str:
    if not text:
        return text_of(piece)
    gap = "\n" if isinstance(piece, Text) and piece.tight else "\n\n"
    return f"{text}{gap}{text_of(piece)}"


@dataclass(slots=True)
class _Packer:
    """Fills messages. A heading goes with what it heads; one message has one table at most."""

    _full: list[list[Chunk]] = field(default_factory=list)
    _open: list[Chunk] = field(default_factory=list)

    def add(self, piece: Chunk) -> None:
        """Put a piece into the open message, or into the next."""
        if isinstance(piece, Table) and any(isinstance(each, Table) for each in self._open):
            aligned = [
                part for each in tables.aligned(piece) for part in _cut(each, limits.SECTION)
            ]
            if self._takes(*aligned):
                self._open.extend(aligned)
                return
            self._next()
        elif self._open and not self._takes(piece):
            self._next()
        self._open.append(piece)

    def _next(self) -> None:
        rest = self._trailing_heads()
        self._full.append(self._open)
        self._open = rest

    def _takes(self, *pieces: Chunk) -> bool:
        every = [*self._open, *pieces]
        return units(_whole(every)) <= limits.MESSAGE and len(_blocks(every)) <= _BLOCKS

    def _trailing_heads(self) -> list[Chunk]:
        """Take off the headings that nothing follows yet, unless there is nothing else."""
        place = len(self._open)
        while place and isinstance(each := self._open[place - 1], Text) and each.heads:
            place -= 1
        if place == 0:
            return []
        rest = self._open[place:]
        del self._open[place:]
        return rest

    def parts(self) -> list[Message]:
        """Return the messages; none for nothing to say."""
        found = [*self._full, self._open] if self._open else self._full
        return [Message(_whole(each), _blocks(each)) for each in found]


def _whole(pieces: Sequence[Chunk]) -> str:
    text = ""
    for piece in pieces:
        text = _glued(text, piece)
    return text


def _blocks(pieces: Sequence[Chunk]) -> list[Block]:
    """Write pieces as blocks; texts that belong together share a section."""
    found: list[Block] = []
    prose = ""
    for piece in pieces:
        if isinstance(piece, Text):
            longer = _glued(prose, piece)
            if units(longer) <= limits.SECTION:
                prose = longer
                continue
        found.extend([section(prose, expand=True)] if prose else [])
        prose = text_of(piece) if isinstance(piece, Text) else ""
        found.extend(_block(piece))
    return [*found, section(prose, expand=True)] if prose else found


def _block(piece: Chunk) -> list[Block]:
    match piece:
        case Text():
            return []
        case Code():
            return [code(piece.lines)]
        case Table():
            return [tables.block(piece)]
        case Rule():
            return [divider()]


def code(lines: Sequence[str]) -> Block:
    """Write code as it is: nothing in it has a meaning to Slack."""
    text = {"type": "text", "text": "\n".join(lines) or " "}
    body = {"type": "rich_text_preformatted", "elements": [text]}
    return {"type": "rich_text", "elements": [body]}
