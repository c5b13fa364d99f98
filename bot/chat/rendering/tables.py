"""Tables in text: in columns of equal width, or as records where that is too wide."""

import unicodedata
from collections.abc import Sequence

from bot.chat.rendering import inline
from bot.chat.rendering.dialect import Dialect
from bot.chat.rendering.inline import Line, Run, wrapped, written
from bot.chat.rendering.markdown import Code, Table, Text, bold

_WIDEST = 72
"""Characters side by side that a phone held across still shows."""


def plain(table: Table, dialect: Dialect) -> str:
    """Write it as short as can be, for notifications and search."""
    return "\n".join(short(row, dialect) for row in table.rows)


def short(row: Sequence[Line], dialect: Dialect) -> str:
    """Write a row as short as can be."""
    return " | ".join(dialect.prose(inline.plain(cell)) for cell in row)


def aligned(table: Table, dialect: Dialect) -> list[Code | Text]:
    """Write it in columns of equal width; what is too wide for that as records."""
    cells = [[inline.plain(cell) for cell in row] for row in table.rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + 2 * len(widths) > _WIDEST:
        return [_record(table, place, dialect) for place in range(1, len(table.rows))] or [
            Text((written(_joined(table.rows[0]), dialect),))
        ]
    rule = "  ".join("─" * width for width in widths)
    header, *rows = [_row(row, widths, table.aligns) for row in cells]
    return [Code((header, rule, *rows))]


def _row(cells: Sequence[str], widths: Sequence[int], aligns: Sequence[str]) -> str:
    padded = (
        _padded(cell, width, align)
        for cell, width, align in zip(cells, widths, aligns, strict=True)
    )
    return "  ".join(padded).rstrip()


def _padded(cell: str, width: int, align: str) -> str:
    space = width - _width(cell)
    left = {"right": space, "center": space // 2}.get(align, 0)
    return " " * left + cell + " " * (space - left)


def _width(text: str) -> int:
    """Return how many columns of a fixed-width font the text takes."""
    return sum(_columns(each) for each in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _record(table: Table, place: int, dialect: Dialect) -> Text:
    """A row as lines of its own, each cell behind its column's name."""
    lines: list[str] = []
    for name, cell in zip(table.rows[0], table.rows[place], strict=True):
        line = (*bold(name), Run(": "), *cell) if name else cell
        parts = wrapped(line, dialect.longest, dialect)
        lines.extend(written(part, dialect) for part in parts)
    return Text(tuple(line for line in lines if line) or ("–",))


def _joined(cells: Sequence[Line]) -> Line:
    return tuple(run for cell in cells for run in (*cell, Run(" ")))
