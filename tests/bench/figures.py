"""What a row reports."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    `target` is the most that it may be, or with `at_least` the least. `beside` is the bare
    baseline in the same unit.
    """

    name: str
    value: float
    unit: str = "ms"
    target: float | None = None
    at_least: bool = False
    beside: float | None = None
    beside_what: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def ratio(self) -> float | None:
        """How many times the baseline it is."""
        return self.value / self.beside if self.beside else None

    @property
    def strain(self) -> float:
        """The share of its target that it uses up: 1 is just met, less is better."""
        if not self.target or not self.value:
            return 0.0
        return self.target / self.value if self.at_least else self.value / self.target

    def as_json(self) -> dict[str, Any]:
        """Return every field, and what follows from them."""
        return {**asdict(self), "met": self.met, "ratio": self.ratio}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a run does."""

    name: str
    messages: int
    calls: int
    in_flight: int
    seconds: float
    stored: int
    stored_few: int
    live: int
    due_many: int
    samples: int


FULL = Sizes("full", 200, 200, 500, 5.0, 1_000_000, 1_000, 10_000, 10_000, 300)
QUICK = Sizes("quick", 60, 60, 500, 2.0, 100_000, 1_000, 10_000, 2_000, 100)
TINY = Sizes("tiny", 4, 4, 5, 0.3, 2_000, 1_000, 300, 200, 10)

Measure = Callable[[Sizes], Sequence[Figure]]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)
