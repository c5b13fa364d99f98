"""`heddle config`: the settings in force, or what is wrong with them."""

import json
import sys

from rich.console import Console
from rich.table import Table

from bot.bootstrap import reading


def show(*, as_json: bool) -> None:
    """Print every setting with its value and its place."""
    rows = reading.shown()
    if as_json:
        json.dump([{"key": r.key, "value": r.value, "place": r.place} for r in rows], sys.stdout)
        print()
        return
    table = Table(box=None, pad_edge=False)
    for column in ("setting", "value", "from"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(row.key, row.value, row.place)
    Console().print(table)


def check() -> None:
    """Say that the settings are right. Raises Misconfigured with all that is wrong."""
    files = reading.settings().files
    where = ", ".join(str(path) for path in files) or "the environment and the defaults"
    print(f"The settings are right ({where}).")
