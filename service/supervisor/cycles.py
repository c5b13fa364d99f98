"""A round of several steps that is gone through again and again with the same results."""

from collections.abc import Callable, Sequence
from operator import attrgetter

from service.domain.watching import Limits
from service.supervisor import polls
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, names, raised
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.steadiness import steady
from service.supervisor.window import Window

_CHECKS = frozenset((Role.CHECK, Role.RUN, Role.CHANGE))
_SURER = 2
"""So many rounds more where the results are alike, and not the same."""

_Like = Callable[[Step], object]
_Surely = Callable[[Sequence[Step], int], bool]


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find the shortest cycle at the end that has come round too often."""
    if window.last is None:
        return None
    found = _cycle(window, attrgetter("key"), limits)
    found = found or _cycle(window, attrgetter("alike"), limits, _stands_still)
    found = found or _cycle(window, _call_and_error, limits, _fails_each_time)
    if found is None:
        return None
    steps, period = found
    one = _one_round(window, steps, period)
    what = f"{len(one)}-step cycle ×{TIMES} ({STEPS}): {names(one)}"
    rounds = len(steps) // period
    return raised(Rule.CYCLE, window, steps, now, what, period=period, repeats=rounds)


def _cycle(
    window: Window, like: _Like, limits: Limits, surely: _Surely | None = None
) -> tuple[Sequence[Step], int] | None:
    more = 0 if surely is None else _SURER
    for period in range(2, limits.period + 1):
        rounds = _length(window.acts, like, period) // period
        if rounds < limits.rounds + more or len(set(map(like, window.acts[-period:]))) == 1:
            continue
        found = window.acts[-rounds * period :]
        if rounds < _patience(window, found[-period:], found, limits) + more:
            return None
        return (found, period) if surely is None or surely(found, period) else None
    return None


def _call_and_error(step: Step) -> object:
    return step.call.loose, step.out.error


def _fails_each_time(found: Sequence[Step], period: int) -> bool:
    """Tell whether a check in the round fails alike in each, whatever else was seen meanwhile."""
    if any(step.call.moves for step in found[-period:]):
        return False
    return any(
        not step.out.ok and step.call.role in _CHECKS and not step.out.bland
        for step in found[-period:]
    )


def _stands_still(found: Sequence[Step], period: int) -> bool:
    """Tell whether the results of a round's steps get nowhere from round to round."""
    columns = [[step.out for step in found[at::period] if step.out.ok] for at in range(period)]
    return all(steady(column) for column in columns)


def _length(acts: Sequence[Step], like: _Like, period: int) -> int:
    """Return how many steps at the end follow the cycle; 0 if it is not repeated at all."""
    at = len(acts) - 1
    while at - period >= 0 and like(acts[at]) == like(acts[at - period]):
        at -= 1
    matched = len(acts) - 1 - at
    return matched + period if matched else 0


def _one_round(window: Window, found: Sequence[Step], period: int) -> Sequence[Step]:
    """Return the first round with the thoughts and pauses in it, as it is shown."""
    first = found[0].number
    end = found[period].number
    return [step for step in window.since(first) if step.number < end]


def _patience(window: Window, one: Sequence[Step], found: Sequence[Step], limits: Limits) -> int:
    only_looks = all(step.looks or step.call.role is Role.READ for step in one)
    if only_looks and any(step.looks for step in one):
        many = polls.patience(window, found[:: len(one)], limits)
        return many if window.wish.patient else min(many, limits.polls)
    if all(step.call.role is Role.INPUT and step.out.bland for step in one):
        return window.wish.raised(limits.inputs)
    silent = all(step.out.ok and step.out.bland for step in one)
    if silent and not all(step.call.shell for step in one):
        return window.wish.raised(limits.rounds + 2, measured=True)
    flaky = any(step.out.passing for step in one)
    rounds = max(limits.rounds, limits.flaky - 1) if flaky else limits.rounds
    return window.wish.raised(rounds, measured=all(step.out.ok for step in one))
