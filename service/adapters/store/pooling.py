"""How busy a store's connections are, and what becomes of messages, told as numbers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from service.domain.errors import DeadlinePassed, Temporary
from service.domain.receipts import Fate
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

READ, WRITE = "read", "write"
DOUBTFUL = 5.0
"""Seconds after a failed transaction in which writing counts as impossible; every process tries
more often than that.
"""


class Watched:
    """Tells how one process uses its connections; without telemetry it tells nobody."""

    def __init__(self, clock: Clock, telemetry: Telemetry | None, **sizes: int) -> None:
        self._clock = clock
        self._telemetry = telemetry
        self._unwritable: tuple[Temporary, float] | None = None
        if telemetry is not None:
            for use, size in sizes.items():
                telemetry.database_has(use, size)

    def asked(self) -> float:
        """Somebody asks for a connection; give the result to `using`."""
        return self._clock.monotonic()

    @contextmanager
    def using(self, use: str, asked: float) -> Iterator[None]:
        """A connection is used as long as the context is open."""
        if self._telemetry is None:
            yield
            return
        self._telemetry.database_began(use, self._clock.monotonic() - asked)
        try:
            yield
        finally:
            self._telemetry.database_ended(use)

    @contextmanager
    def judging(self, use: str) -> Iterator[None]:
        """Count it if the database cannot be used, and remember whether it can be written."""
        try:
            yield
        except Temporary as error:
            if self._telemetry is not None:
                self._telemetry.database_failed(use)
            if use == WRITE and not isinstance(error, DeadlinePassed):
                self._unwritable = error, self._clock.monotonic()
            raise

    def check(self) -> None:
        """Raise why a transaction could not be written a moment ago, as on a full disk, where
        reading works on, and so do transactions that change nothing.
        """
        if self._unwritable is None:
            return
        error, at = self._unwritable
        if self._clock.monotonic() - at < DOUBTFUL:
            raise Temporary(str(error), source="database") from error

    def committed(self, fates: Mapping[Fate, int]) -> None:
        """A transaction is committed in which so many messages came to these fates."""
        if self._telemetry is not None:
            for fate, messages in fates.items():
                self._telemetry.fated(fate, messages)
