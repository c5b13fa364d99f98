"""Results that differ in numbers only, and not in a direction: fluctuation, no progress."""

from collections.abc import Sequence
from itertools import pairwise

from service.supervisor.fingerprints import Outcome


def steady(results: Sequence[Outcome]) -> bool:
    """Tell whether results say the same but for numbers that go nowhere.

    A number that only ever rises or falls is progress, however slow.
    """
    if not results:
        return True
    first = results[0]
    if any(out.ok != first.ok or out.skeleton != first.skeleton for out in results):
        return False
    rows = [out.numbers for out in results]
    return not any(_moves([float(text) for text in column]) for column in zip(*rows, strict=False))


def _moves(values: Sequence[float]) -> bool:
    if min(values) == max(values):
        return False
    pairs = list(pairwise(values))
    return all(one <= other for one, other in pairs) or all(one >= other for one, other in pairs)
