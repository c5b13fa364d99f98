"""A round of several steps that is gone through again and again with the same results."""

from collections.abc import Sequence

from service.domain.watching import Limits
from service.supervisor import polls
from service.supervisor.alerts import Alert, Rule, names, raised
from service.supervisor.fingerprints import Step
from service.supervisor.window import Window


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find the shortest cycle at the end that has come round too often."""
    if window.last is None:
        return None
    keys = [step.key for step in window.acts]
    for period in range(2, limits.period + 1):
        length = _length(keys, period)
        if length < period * limits.rounds or len(set(keys[-period:])) == 1:
            continue
        rounds = length // period
        found = window.acts[-rounds * period :]
        if rounds < _patience(window, found[-period:], found, limits):
            return None
        one = _one_round(window, found, period)
        kind = f"{len(one)}-step cycle ×{{n}} ({{steps}}): {names(one)}"
        return raised(Rule.CYCLE, window, found, now, kind, period=period, repeats=rounds)
    return None


def _length(keys: Sequence[object], period: int) -> int:
    """Return how many steps at the end follow the cycle; 0 if it is not repeated at all."""
    at = len(keys) - 1
    while at - period >= 0 and keys[at] == keys[at - period]:
        at -= 1
    matched = len(keys) - 1 - at
    return matched + period if matched else 0


def _one_round(window: Window, found: Sequence[Step], period: int) -> Sequence[Step]:
    """Return the first round with the thoughts and pauses in it, as it is shown."""
    first = found[0].number
    end = found[period].number
    return [step for step in window.since(first) if step.number < end]


def _patience(window: Window, one: Sequence[Step], found: Sequence[Step], limits: Limits) -> int:
    if any(step.looks for step in one):
        return polls.patience(window, found[:: len(one)], limits)
    if all(step.out.ok and step.out.bland for step in one):
        return window.wish.raised(limits.inputs)
    flaky = any(step.out.passing for step in one)
    return window.wish.raised(max(limits.rounds, limits.flaky - 1) if flaky else limits.rounds)
