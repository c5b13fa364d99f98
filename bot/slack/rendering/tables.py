"""Tables: Slack's own where it takes them, aligned or as records where it does not."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.chat.rendering.units import units
from bot.slack.rendering import inline, limits
from bot.slack.rendering.inline import CODE, Line, Run, wrapped, written
from bot.slack.rendering.markdown import Code, Table, Text
from bot.slack.rendering.mrkdwn import prose

_WIDEST = 72
"""Characters side by side that a phone held across still shows."""
_CELLS = 2_800
"""Characters of one table, so that its text fits beside it."""
_EMPTY = "\u00a0"
_NAMES = {"*": "bold", "_": "italic", "~": "strike", CODE: "code"}


def pieces(table: Table) -> list[Table]:
    """Cut a table between its rows into tables that Slack takes, each with the header."""
    header, *rows = table.rows
    found: list[list[tuple[Line, ...]]] = [[]]
    size = _size(header)
    for row in rows:
        if found[-1] and (size + _size(row) > _CELLS or len(found[-1]) >= limits.TABLE_ROWS - 1):
            found.append([])
            size = _size(header)
        size += _size(row)
        found[-1].append(row)
    return [Table((header, *part), table.aligns) for part in found]


def fits(table: Table) -> bool:
    """Tell whether Slack takes it as a table."""
    return (
        len(table.aligns) <= limits.TABLE_COLUMNS
        and len(table.rows) <= limits.TABLE_ROWS
        and sum(map(_size, table.rows)) <= _CELLS
    )


def _size(row: Sequence[Line]) -> int:
    return units(_plain(row)) + 1


def plain(table: Table) -> str:
    """Write it as short as can be, for notifications and search."""
    return "\n".join(map(_plain, table.rows))


def _plain(row: Sequence[Line]) -> str:
    return " | ".join(prose(inline.plain(cell)) for cell in row)


def block(table: Table) -> dict[str, Any]:
    """Write it as Slack's table."""
    header, *rows = table.rows
    return {
        "type": "table",
        "rows": [
            [_cell(_bold(cell)) for cell in header],
            *([_cell(cell) for cell in row] for row in rows),
        ],
        "column_settings": [{"align": each, "is_wrapped": True} for each in table.aligns],
    }


def _bold(line: Line) -> Line:
    return tuple(Run(run.text, f"*{run.marks}", run.url) for run in line)


def _cell(line: Line) -> dict[str, Any]:
    elements = [_element(run) for run in line if run.text] or [{"type": "text", "text": _EMPTY}]
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}


def _element(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "text", "text": run.text}
    if run.url:
        found = {"type": "link", "url": run.url, "text": run.text}
    if run.marks:
        found["style"] = {_NAMES[mark]: True for mark in run.marks}
    return found


def aligned(table: Table) -> list[Code | Text]:
    """Write it in columns of equal width; what is too wide for that as records."""
    cells = [[inline.plain(cell) for cell in row] for row in table.rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + 2 * len(widths) > _WIDEST:
        return [_record(table, place) for place in range(1, len(table.rows))] or [
            Text((written(_joined(table.rows[0])),))
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


def _record(table: Table, place: int) -> Text:
    """A row as lines of its own, each cell behind its column's name."""
    lines: list[str] = []
    for name, cell in zip(table.rows[0], table.rows[place], strict=True):
        line = (*_bold(name), Run(": "), *cell) if name else cell
        lines.extend(written(part) for part in wrapped(line, limits.SECTION - 200))
    return Text(tuple(line for line in lines if line) or ("–",))


def _joined(cells: Sequence[Line]) -> Line:
    return tuple(run for cell in cells for run in (*cell, Run(" ")))
