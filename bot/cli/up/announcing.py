"""What `heddle up` tells the person who started it."""

import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

_ASK_FOR_IT = (
    "heddle is up. `heddle link`, with the same settings and as the same user, prints the address"
    " that lets you in; it does not stand in logs."
)


class Announcer:
    """Writes to the terminal; lines of processes, a table of what runs, one address.

    `journaled`: others read what is written, so the address that lets one in is left out.
    """

    def __init__(self, *, journaled: bool) -> None:
        self._console = Console(highlight=False)
        self._journaled = journaled

    def line(self, text: str) -> None:
        """Write one line as it is."""
        self._console.print(Text(text), soft_wrap=True)

    def running(self, rows: Sequence[tuple[str, str, str]], link: str) -> None:
        """Show what runs where, and the address to open.

        The address stands on a line of its own without a frame, so that it can be selected,
        clicked, and read by a script.
        """
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in ("what", "where", "log"):
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(each) for each in row))
        self._console.print(table)
        if self._journaled:
            self._console.print(_ASK_FOR_IT, soft_wrap=True)
            return
        self._console.print("\nheddle is up. Open this address; it lets you in:\n", style="bold")
        self._console.print(Text(f"  {link}\n"), soft_wrap=True)
        self._console.print("Ctrl-C stops it.", style="dim")


def short(path: Path) -> str:
    """Return a path as a person would write it."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)


def journaled(output: int = 1) -> bool:
    """Tell whether systemd's journal keeps what is written there; it names the stream itself
    (systemd.exec(5), JOURNAL_STREAM).
    """
    there = os.fstat(output)
    return os.environ.get("JOURNAL_STREAM") == f"{there.st_dev}:{there.st_ino}"
