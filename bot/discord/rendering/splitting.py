"""A long answer becomes messages that Discord takes, with lists and code kept whole, or a file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.chat.rendering import splitting as shared
from bot.chat.rendering.markdown import Chunk, Text, chunks
from bot.chat.rendering.splitting import FILE, Packer
from bot.chat.rendering.units import units
from bot.discord.rendering import limits
from bot.discord.rendering.dialect import DISCORD, code, small

PARTS = 3
"""Messages that one answer may take; longer ones become a file."""
_SURELY = 12_000
"""Characters beyond which an answer is a file without a look at how many messages it takes."""
_LATEST = 1_700
_MORE = "…\n"
_FENCE = re.compile(r"^ {0,3}```", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's messages. Where it was too long, they hold its beginning and `file` all of it,
    to be attached as `FILE`.
    """

    parts: Sequence[str]
    file: str = ""


def answer(markdown: str, most: int = PARTS) -> Answer:
    """Return an agent's Markdown as at most `most` messages, or as a file with a preview."""
    found = parts(markdown[:_SURELY])
    if len(found) <= most and len(markdown) <= _SURELY:
        return Answer(found)
    told = f"That was the beginning; all of it ({len(markdown):,} characters) is in `{FILE}`."
    return Answer([f"{found[0]}\n{small(told)}"], markdown)


def parts(markdown: str) -> list[str]:
    """Return Markdown as as few messages as hold it, in order."""
    packer = Packer(_fits)
    for group in _groups(shared.pieces(chunks(markdown, DISCORD), limits.PART, DISCORD)):
        packer.add(*group)
    return [shared.whole(each, DISCORD) for each in packer.parts()]


def latest(markdown: str) -> str:
    """Return the end of a text under way as one message: as it was written, because Discord reads
    most of Markdown by itself, but unable to mention anybody.
    """
    length = _LATEST
    while units(found := _end(markdown, length)) > limits.CONTENT:
        length //= 2
    return found


def _end(markdown: str, length: int) -> str:
    head, tail = markdown[:-length], markdown[-length:]
    if head:
        line, _, rest = tail.partition("\n")
        head, tail = (f"{head}{line}\n", rest) if rest.strip() else (head, tail)
    if not tail.strip():
        return ""
    fences = len(_FENCE.findall(head))
    opened = "```\n" if fences % 2 else ""
    closed = "\n```" if (fences + len(_FENCE.findall(tail))) % 2 else ""
    return f"{_MORE if head else ''}{opened}{code(tail)}{closed}"


def preview(markdown: str, most: int) -> str:
    """Return the beginning of Markdown as one text of at most `most` units."""
    text, whole = shared.preview(markdown, most - 2, DISCORD)
    return text if whole else f"{text}\n…"


def _fits(found: Sequence[Chunk]) -> bool:
    return units(shared.whole(found, DISCORD)) <= limits.PART


def _groups(pieces: Iterable[Chunk]) -> list[list[Chunk]]:
    """Put together what belongs together: a heading with what it heads, the items of a list."""
    found: list[list[Chunk]] = []
    for piece in pieces:
        headed = bool(found) and _heads(found[-1][-1])
        if found and (headed or (isinstance(piece, Text) and piece.tight)):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _heads(piece: Chunk) -> bool:
    return isinstance(piece, Text) and piece.heads
