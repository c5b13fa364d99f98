"""The truth about what runs a deployment: its workers, and what its operator holds back."""

from collections.abc import Sequence
from typing import Protocol

from service.domain.freezes import Freeze
from service.domain.ids import WorkerId
from service.domain.workers import Worker


class Workers(Protocol):
    """Workers and their signs of life."""

    def seen(self, worker: Worker) -> None:
        """Write it, new or not."""
        ...

    def lives(self, worker: WorkerId, at: float) -> bool:
        """Note a sign of life; False if the worker is not known (any more)."""
        ...

    def left(self, worker: WorkerId, at: float) -> None:
        """Note that it ended as it should."""
        ...

    def seen_since(self, since: float) -> Sequence[Worker]:
        """Return those that were seen since then and have not left, by pool."""
        ...

    def pools(self) -> Sequence[str]:
        """Return the pools of all that are known, whether they live or not, by name."""
        ...

    def forget(self, before: float) -> None:
        """Drop those that were not seen since then."""
        ...


class Freezes(Protocol):
    """What is held back."""

    def all(self) -> Sequence[Freeze]:
        """Return all, the widest first."""
        ...

    def put(self, freeze: Freeze) -> None:
        """Write it, over one of the same scope and name."""
        ...

    def lift(self, freeze: Freeze) -> bool:
        """Drop the one of that scope and name; tell whether there was one."""
        ...
