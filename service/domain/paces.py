"""How long things usually take: remembered as a handful of counts, the older ones fading.

What a pace is of stands in its name: `first MODEL` and `gap MODEL` are a model's time to its
first word and the longest silence within a reply, `tool CALL` is how long a tool's call takes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

_SHORTEST = 0.001
_STEPS = 2
"""Buckets per doubling: a time is known to within a factor of 1.4."""
_LAST = 63
_REMEMBERED = 400.0
"""Weight of all counts; beyond it they are halved, so that what was long ago fades."""
_FORGOTTEN = 0.2


@dataclass(frozen=True, slots=True)
class Pace:
    """A row of `paces`: `counts` is the weight of each bucket of times, by its number."""

    name: str
    counts: Mapping[str, float] = field(default_factory=dict)
    changed_at: float = 0.0

    @property
    def weight(self) -> float:
        """How many times are remembered, about."""
        return sum(self.counts.values())

    def within(self, share: float) -> float:
        """Return the seconds within which that share of them ended; 0 where none is known."""
        left = share * self.weight
        reached = 0
        for bucket in sorted(int(each) for each in self.counts):
            reached = bucket
            left -= self.counts[str(bucket)]
            if left <= 1e-9:
                break
        return _SHORTEST * 2.0 ** (reached / _STEPS) if self.counts else 0.0


def bucket(seconds: float) -> str:
    """Return the bucket that a time falls into."""
    if seconds <= _SHORTEST:
        return "0"
    return str(min(_LAST, math.ceil(_STEPS * math.log2(seconds / _SHORTEST))))


def with_times(pace: Pace, times: Mapping[str, float], now: float) -> Pace:
    """Return the pace with more times, given as weights of buckets."""
    counts = dict(pace.counts)
    for each, weight in times.items():
        counts[each] = counts.get(each, 0.0) + weight
    while sum(counts.values()) > _REMEMBERED:
        counts = {each: count / 2 for each, count in counts.items() if count / 2 >= _FORGOTTEN}
    return replace(pace, counts=counts, changed_at=now)
