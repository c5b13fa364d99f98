"""What the processes write: all of it into files, what a person should see onto the terminal."""

import json
import logging
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

_SHOWN = frozenset({"warning", "error", "critical"})
_FIELDS_LEFT_OUT = frozenset({"event", "level", "logger", "at", "process", "exception", "stack"})
_SIZE, _KEPT = 10 * 1024 * 1024, 3


Detail = Literal["nothing", "warnings", "everything"]


class _File(RotatingFileHandler):
    """Notes why a line could not be written, as on a full disk, and lets everything go on."""

    broke = ""

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802
        """Note it: a page of traceback for each line would bury what matters."""
        self.broke = str(sys.exc_info()[1])


class Lines:
    """Takes the lines of one process. Files turn over at 10 MB, three old ones are kept.

    `detail` says what is shown as well: nothing, warnings and worse, or everything.
    """

    def __init__(
        self, name: str, folder: Path, show: Callable[[str], None], detail: Detail = "warnings"
    ) -> None:
        self.path = folder / f"{name}.log"
        self._name, self._show, self._detail = name, show, detail
        self._file = _File(self.path, maxBytes=_SIZE, backupCount=_KEPT, delay=True)
        self._file.setFormatter(logging.Formatter("%(message)s"))

    def take(self, line: str) -> None:
        """Write the line down and show it in short if it matters."""
        before, self._file.broke = self._file.broke, ""
        self._file.emit(logging.LogRecord("", logging.INFO, "", 0, line, None, None))
        self._tell(self._file.broke, before)
        if self._detail == "nothing":
            return
        if short := shortened(line, everything=self._detail == "everything"):
            self._show(f"{self._name}: {short}")

    def close(self) -> None:
        """Close the file."""
        try:
            self._file.close()
        except OSError as error:
            self._tell(str(error), self._file.broke)

    def _tell(self, broke: str, before: str) -> None:
        if broke and not before:
            self._show(f"{self._name}: its log cannot be written: {broke}")


def shortened(line: str, *, everything: bool = False) -> str:
    """Return an entry in short, or nothing if a person need not see it.

    What is no entry was written by a process that broke before it could log: all is shown.
    """
    try:
        entry = json.loads(line)
        level, event = entry["level"], entry["event"]
    except (ValueError, KeyError, TypeError):
        return line.rstrip()
    if level not in _SHOWN and not everything:
        return ""
    fields = [f"{key}={value}" for key, value in entry.items() if key not in _FIELDS_LEFT_OUT]
    last = str(entry.get("exception", "")).strip().rpartition("\n")[2]
    return " ".join([level, event, *fields, *([f"({last})"] if last else [])])
