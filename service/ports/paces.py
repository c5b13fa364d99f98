"""How long calls usually take, as the store remembers it for all workers."""

from collections.abc import Sequence
from typing import Protocol

from service.domain.paces import Pace


class Paces(Protocol):
    """What is remembered of models and tools; locked last, after a turn's row."""

    def lock(self, name: str) -> Pace:
        """Lock the row until the transaction ends; return it, or an empty one where nothing is
        known.
        """
        ...

    def save(self, pace: Pace) -> None: ...

    def forget(self, names: Sequence[str]) -> None:
        """Drop what is known of these."""
        ...

    def all(self) -> Sequence[Pace]:
        """Return what is known, the last changed first."""
        ...
