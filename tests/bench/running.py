"""Running rows: each a few times, the best round of each is told."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.bench.catalogue import ROWS, title
from tests.bench.figures import Figure, Sizes


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one row. `load` is the machine's load average just before its best round.

    `skipped` says why there are no figures.
    """

    name: str
    title: str
    figures: Sequence[Figure]
    rounds: Sequence[Sequence[Figure]]
    seconds: float
    load: float
    skipped: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return all of it, every round included."""
        return {
            "name": self.name,
            "title": self.title,
            "figures": [each.as_json() for each in self.figures],
            "rounds": [[each.as_json() for each in one] for one in self.rounds],
            "seconds": round(self.seconds, 1),
            "load": self.load,
            "skipped": self.skipped,
        }


def run(names: Iterable[str], sizes: Sizes, rounds: int) -> Iterator[Told]:
    """Run the rows one after the other; nothing else of this command runs beside them."""
    for name in names:
        yield _run(name, sizes, rounds)


def _run(name: str, sizes: Sizes, rounds: int) -> Told:
    began, done, loads = time.monotonic(), [], []
    try:
        for _ in range(rounds):
            loads.append(round(os.getloadavg()[0], 2))
            done.append(ROWS[name](sizes))
    except pytest.skip.Exception as reason:
        return Told(name, title(name), (), (), time.monotonic() - began, 0.0, str(reason))
    best = min(range(rounds), key=lambda number: _strain(done[number]))
    return Told(name, title(name), done[best], done, time.monotonic() - began, loads[best])


def _strain(figures: Sequence[Figure]) -> float:
    return sum(each.strain for each in figures)
