"""A long answer becomes messages that Slack takes, cut where it hurts least, or a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.rendering import splitting as shared
from bot.chat.rendering.markdown import Chunk, Code, Rule, Table, Text, chunks
from bot.chat.rendering.splitting import FILE, Packer
from bot.chat.rendering.tables import aligned
from bot.chat.rendering.units import units
from bot.slack.rendering import limits, tables
from bot.slack.rendering.blocks import Block, Message, context, divider, section
from bot.slack.rendering.mrkdwn import SLACK

PARTS = 5
"""Messages that one answer may take; longer ones become a file."""
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
    parts = messages(markdown)
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
    return shared.preview(markdown, most, SLACK)


def messages(markdown: str) -> list[Message]:
    """Return Markdown as as few messages as hold it, in order."""
    packer = Packer(_fits)
    for piece in shared.pieces(chunks(markdown, SLACK), limits.SECTION, SLACK, _native):
        _add(packer, piece)
    return [Message(shared.whole(each, SLACK), _blocks(each)) for each in packer.parts()]


def _native(table: Table) -> Sequence[Table]:
    cut = tables.pieces(table)
    return cut if all(map(tables.fits, cut)) else ()


def _fits(found: Sequence[Chunk]) -> bool:
    text = shared.whole(found, SLACK)
    return units(text) <= limits.MESSAGE and len(_blocks(found)) <= _BLOCKS


def _add(packer: Packer, piece: Chunk) -> None:
    """Put a piece into the open message, or into the next; one has one table at most."""
    if isinstance(piece, Table) and any(isinstance(each, Table) for each in packer.open):
        plain = shared.pieces(aligned(piece, SLACK), limits.SECTION, SLACK)
        if packer.takes([*packer.open, *plain]):
            packer.open.extend(plain)
            return
        packer.next()
        packer.open.append(piece)
    else:
        packer.add(piece)


def _blocks(pieces: Sequence[Chunk]) -> list[Block]:
    """Write pieces as blocks; texts that belong together share a section."""
    found: list[Block] = []
    prose = ""
    for piece in pieces:
        if isinstance(piece, Text):
            longer = shared.glued(prose, piece, SLACK)
            if units(longer) <= limits.SECTION:
                prose = longer
                continue
        found.extend([section(prose, expand=True)] if prose else [])
        prose = shared.text_of(piece, SLACK) if isinstance(piece, Text) else ""
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
