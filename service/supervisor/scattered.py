"""The same call with the same result, with other steps between that change nothing."""

from collections import Counter
from collections.abc import Sequence

from service.domain.watching import Limits
from service.supervisor import polls
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, names, raised
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.window import Window

_STALE = 0.6
_CHURN = 12


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find what is tried again without a new change in between, or a run without any news."""
    last = window.last
    if last is None or last.fresh:
        return None
    quiet = _unchanged(window.acts)
    same = _same(quiet, last)
    if len(same) >= 2 and len(same) >= window.wish.raised(
        _patience(window, same, quiet, limits), measured=last.out.ok
    ):
        what = f"{last.call.label} ×{TIMES} ({STEPS}), with no new change in between"
        return raised(Rule.SCATTERED, window, same, now, what)
    return _churn(window, quiet, now, limits)


def _unchanged(acts: Sequence[Step]) -> Sequence[Step]:
    """Return the steps since the last new change."""
    start = next((at for at in range(len(acts) - 1, -1, -1) if acts[at].changed), -1)
    return acts[max(start, 0) :] if start < 0 else acts[start:]


def _same(quiet: Sequence[Step], last: Step) -> Sequence[Step]:
    """Return the steps like the last one since the same call last brought something new."""
    found: list[Step] = []
    for step in reversed(quiet):
        if step.key == last.key:
            found.append(step)
        elif step.fresh and step.out.ok and step.call.loose == last.call.loose:
            break
    return found[::-1]


def _patience(window: Window, same: Sequence[Step], quiet: Sequence[Step], limits: Limits) -> int:
    first, last = same[0], same[-1]
    if last.looks:
        many = max(limits.polls_waited, polls.patience(window, same, limits))
        return _if_stale(first, quiet, many)
    if last.call.role is Role.INPUT and last.out.bland:
        return limits.inputs
    if last.out.passing:
        return limits.flaky
    if last.out.ok or last.out.bland or last.out.empty:
        return _if_stale(first, quiet, max(limits.scattered, limits.repeats))
    return limits.failures + 1


def _if_stale(first: Step, quiet: Sequence[Step], limit: int) -> int:
    """Return the limit if most of what lies between is old too; otherwise thrice as much."""
    span = [step for step in quiet if step.number >= first.number]
    stale = sum(not step.fresh for step in span) / len(span)
    return limit if stale >= _STALE else 3 * limit


def _churn(
    window: Window, quiet: Sequence[Step], now: float | None, limits: Limits
) -> Alert | None:
    """Find many steps in a row that were all made before, in whatever order."""
    tail = quiet[-_CHURN:]
    if len(tail) < _CHURN or any(step.fresh or step.looks for step in tail):
        return None
    many = Counter(step.key for step in quiet).most_common(1)[0][1]
    if many < window.wish.raised(limits.repeats):
        return None
    what = f"{TIMES} steps without anything new ({STEPS}): {names(tail)}"
    return raised(Rule.SCATTERED, window, tail, now, what)
