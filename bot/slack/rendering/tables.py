"""Slack's own tables."""

from collections.abc import Sequence
from typing import Any

from bot.chat.rendering.dialect import CODE
from bot.chat.rendering.inline import Line, Run
from bot.chat.rendering.markdown import Table, bold
from bot.chat.rendering.tables import short
from bot.chat.rendering.units import units
from bot.slack.rendering import limits
from bot.slack.rendering.mrkdwn import SLACK

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
    return units(short(row, SLACK)) + 1


def block(table: Table) -> dict[str, Any]:
    """Write it as Slack's table."""
    header, *rows = table.rows
    return {
        "type": "table",
        "rows": [
            [_cell(bold(cell)) for cell in header],
            *([_cell(cell) for cell in row] for row in rows),
        ],
        "column_settings": [{"align": each, "is_wrapped": True} for each in table.aligns],
    }


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
