"""An agent's Markdown becomes chunks in a platform's markup, to be cut and put into messages."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.chat.rendering.dialect import BOLD, Dialect, unfenced
from bot.chat.rendering.inline import Line, Run, lines_of, wrapped, written
from bot.chat.rendering.nesting import bounded
from bot.chat.rendering.units import units

_PARSER = bounded(
    MarkdownIt(
        # HTML is shown as the text that it is.
        "commonmark",
        {"html": False, "linkify": False, "breaks": True, "maxNesting": 40},
    ).enable(["table", "strikethrough"])
)

_TASK = re.compile(r"\[([ xX])\]\s+")
_BAR = re.compile(r"(?<!\\)\|")
_HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of everything behind them."""


@dataclass(frozen=True, slots=True)
class Text:
    """Lines in the platform's markup. `tight`: no empty line before it; `heads`: what follows stays
    with it.
    """

    lines: tuple[str, ...]
    tight: bool = False
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Lines as they are, of a language that may be empty."""

    lines: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the header first; `aligns` is left, center or right for each column."""

    rows: tuple[tuple[Line, ...], ...]
    aligns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Chunk = Text | Code | Table | Rule


def chunks(text: str, dialect: Dialect) -> list[Chunk]:
    """Return Markdown as chunks; all its words survive, and none of it can mention anybody."""
    clean = _clean(text)
    root = SyntaxTreeNode(_PARSER.parse(clean))
    writer = _Writer(clean.split("\n"), dialect)
    writer.each(root.children)
    return writer.found


def _clean(text: str) -> str:
    """Without what cannot be sent (halves of characters) or hides what is said."""
    return "".join(
        each
        for each in text.replace("\r\n", "\n").replace("\r", "\n")
        if each in "\n\t"
        or (unicodedata.category(each) not in ("Cc", "Cs") and each not in _HIDDEN)
    )


class _Writer:
    """Walks through the tree; `lead` opens the next line, `rest` all that follow."""

    def __init__(self, source: Sequence[str], dialect: Dialect) -> None:
        self.found: list[Chunk] = []
        self._source = source
        self._dialect = dialect
        self._lead = ""
        self._rest = ""
        self._depth = 0
        self._tight = False

    def each(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Write these nodes."""
        for node in nodes:
            self._one(node)

    def _one(self, node: SyntaxTreeNode) -> None:
        match node.type:
            case "heading":
                self._heading(node)
            case "paragraph":
                self._text(_inline(node, self._dialect))
            case "bullet_list" | "ordered_list":
                self._list(node)
            case "blockquote":
                self._quote(node)
            case "fence" | "code_block":
                self._flush_lead()
                words = node.info.split() if node.type == "fence" else []
                self.found.append(_code(node.content, words[0] if words else "", self._dialect))
            case "table":
                self._flush_lead()
                self.found.append(self._table(node))
            case "hr":
                self._flush_lead()
                self.found.append(Rule())
            case _:
                self._text([(Run(line),) for line in node.content.splitlines()])

    def _heading(self, node: SyntaxTreeNode) -> None:
        lines, level = _inline(node, self._dialect), int(node.tag[1:])
        native = level <= self._dialect.headings and len(lines) == 1 and not self._lead
        if native and len(wrapped(lines[0], self._dialect.longest - 10, self._dialect)) == 1:
            self._lead = "#" * level + " "
            self._text(lines, heads=True)
        else:
            self._text([bold(line) for line in lines], heads=True)

    def _text(self, lines: Sequence[Line], *, heads: bool = False) -> None:
        shown: list[str] = []
        for line in lines:
            for part in wrapped(line, self._dialect.longest, self._dialect):
                shown.append(self._lead + written(part, self._dialect))
                self._lead = self._rest
        last = self.found[-1] if self.found else None
        headed = isinstance(last, Text) and last.heads
        if any(line.strip() for line in shown):
            self.found.append(Text(tuple(shown), self._tight or headed, heads))
        self._lead = self._rest

    def _table(self, node: SyntaxTreeNode) -> Table | Code:
        """A row with more cells than the header would lose them: then all is shown as it is."""
        start, end = node.map or (0, 0)
        lines = [line.strip() for line in self._source[start:end]]
        counts = [len(_BAR.findall(line.removeprefix("|").removesuffix("|"))) for line in lines]
        return (
            _table(node, self._dialect)
            if max(counts, default=0) <= counts[0]
            else _code("\n".join(lines), "", self._dialect)
        )

    def _flush_lead(self) -> None:
        """An item that begins with a block of its own shows its bullet before it."""
        if self._lead.strip() != self._rest.strip():
            self._text([()])

    def _list(self, node: SyntaxTreeNode) -> None:
        lead, rest, tight = self._lead, self._rest, self._tight
        bullets, indent = self._dialect.bullets, self._dialect.indent
        bullet = bullets[min(self._depth, len(bullets) - 1)]
        first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        self._depth += 1
        for place, item in enumerate(node.children):
            mark = bullet if first is None else f"{first + place}."
            begins = lead if place == 0 else rest
            task = _task(item)
            mark = f"{self._dialect.task}{task}" if task else mark
            self._lead, self._rest = f"{begins}{mark} ", rest + indent
            self._tight = tight if place == 0 and self._depth == 1 else True
            self._item(item)
        self._depth -= 1
        self._lead, self._rest, self._tight = rest, rest, tight

    def _item(self, item: SyntaxTreeNode) -> None:
        if not item.children:
            self._text([()])
        for child in item.children:
            self._one(child)
            self._tight = True

    def _quote(self, node: SyntaxTreeNode) -> None:
        lead, rest, tight = self._lead, self._rest, self._tight
        if lead.strip() != rest.strip():
            self._text([()])
        # A quote begins at the start of a line only.
        self._lead = self._rest = f"> {self._rest.removeprefix('> ')}"
        for place, child in enumerate(node.children):
            self._tight = tight if place == 0 else True
            self._one(child)
        self._lead = self._rest = rest
        self._tight = tight


def _inline(node: SyntaxTreeNode, dialect: Dialect) -> list[Line]:
    tokens = [each for child in node.children for each in child.to_tokens()]
    return lines_of([each for token in tokens for each in token.children or ()], dialect)


def bold(line: Line) -> Line:
    """Return the line with all of it bold."""
    return tuple(
        Run(run.text, BOLD + run.marks.replace(BOLD, ""), run.url) for run in line if run.text
    )


def _task(item: SyntaxTreeNode) -> str:
    """Take the box off a task and return it as a sign; empty for other items."""
    if not item.children or item.children[0].type != "paragraph":
        return ""
    text = item.children[0].children[0].children[0]
    found = _TASK.match(text.content) if text.type == "text" else None
    if found is None or text.token is None:
        return ""
    text.token.content = text.content[found.end() :]
    return "☐" if found[1] == " " else "☑"


def _code(text: str, language: str, dialect: Dialect) -> Code:
    lines = text.removesuffix("\n").expandtabs(4).split("\n")
    return Code(tuple(part for line in lines for part in _cut_code(line, dialect)), language)


def _cut_code(line: str, dialect: Dialect) -> list[str]:
    """Cut a line that no message could hold, wherever that is."""
    if units(unfenced(dialect.code(line))) <= dialect.longest:
        return [line]
    length = dialect.longest // 5
    return [line[start : start + length] for start in range(0, len(line), length)]


def _table(node: SyntaxTreeNode, dialect: Dialect) -> Table:
    found = [row for part in node.children for row in part.children]
    rows = tuple(tuple(_cell(cell, dialect) for cell in row.children) for row in found)
    styles = [str(cell.attrs.get("style", "")) for cell in found[0].children]
    return Table(rows, tuple(each.rpartition(":")[2] or "left" for each in styles))


def _cell(node: SyntaxTreeNode, dialect: Dialect) -> Line:
    """A cell is one line; what was broken in it is put behind a space."""
    found: list[Run] = []
    for line in _inline(node, dialect):
        found.extend([Run(" "), *line] if found else line)
    return tuple(found)
