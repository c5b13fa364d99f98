"""Errors of heddle's own, as they pass through the logs: whoever counts them is told of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from structlog.types import EventDict


class Bugs:
    """A structlog processor: an error that is logged with its traceback was expected by nobody."""

    def __init__(self) -> None:
        self._told: list[Callable[[], None]] = []

    def __call__(self, _logger: object, _method: str, entry: EventDict) -> EventDict:
        """Pass the entry on as it is; its traceback must not be formatted yet."""
        if entry.get("exc_info") and entry.get("level") in ("error", "critical"):
            for tell in self._told:
                tell()
        return entry

    @contextmanager
    def counted(self, tell: Callable[[], None]) -> Iterator[None]:
        """Have each one told while the context is open."""
        self._told.append(tell)
        try:
            yield
        finally:
            self._told.remove(tell)


BUGS = Bugs()
"""Of this process, as its logs are."""
