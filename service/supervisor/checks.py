"""The same failure of a check, however often a file is edited."""

from collections.abc import Sequence
from itertools import pairwise

from service.domain.watching import Limits
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, raised
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.window import Window

_MORE_IN_TURN = 3
_DRIFT = 3
"""Lines by which an edit may move a failure that stays the same."""

_CHECKS = frozenset((Role.CHECK, Role.RUN, Role.CHANGE, Role.LOOK))


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find a check that fails in one way after each of many edits."""
    last = window.last
    if last is None or last.out.ok or last.call.role not in _CHECKS or last.out.empty:
        return None
    runs, edits = _runs(window.acts, last)
    in_turn = _in_turn(window.acts, last, limits)
    if in_turn:
        what = f"{last.call.label} ×{TIMES} ({STEPS}): the same two failures, one after the other"
        return raised(Rule.SAME_CHECK, window, in_turn, now, what)
    if 2 * len(edits) < len(runs) - 1 or len(runs) < window.wish.raised(
        _patience(runs, edits, limits)
    ):
        return None
    what = f"{last.call.label} ×{TIMES} over {len(edits)} edits ({STEPS})"
    marks = (last.call.loose, last.out.error)
    return raised(Rule.SAME_CHECK, window, runs, now, what, marks=marks)


def _runs(acts: Sequence[Step], last: Step) -> tuple[Sequence[Step], Sequence[Step]]:
    """Return the runs that failed like the last one, and the new edits between them."""
    runs, edits, pending = [last], list[Step](), list[Step]()
    for step in reversed(acts[:-1]):
        if _same_failure(step, runs[-1]):
            runs.append(step)
            edits.extend(pending)
            pending.clear()
        elif step.changed and step.call.moves:
            break
        elif step.changed:
            pending.append(step)
        elif step.call.loose == last.call.loose or (
            step.call.role is Role.CHECK and step.fresh and step.out.ok
        ):
            break
    return runs[::-1], edits


def _in_turn(acts: Sequence[Step], last: Step, limits: Limits) -> Sequence[Step]:
    """Return the runs of a check in which each edit only brings the other failure back."""
    runs: list[Step] = []
    failures: set[int] = set()
    for step in reversed(acts):
        if step.call.loose != last.call.loose:
            continue
        if step.out.ok or step.out.bland or len(failures | {step.out.error}) > 2:
            break
        runs.append(step)
        failures.add(step.out.error)
    turns = sum(one.out.error != other.out.error for one, other in pairwise(runs))
    many = limits.same_check + _MORE_IN_TURN
    return runs[::-1] if len(runs) >= many and turns >= len(runs) // 2 else ()


def _same_failure(step: Step, last: Step) -> bool:
    if step.out.ok or step.out.error != last.out.error:
        return False
    if abs(step.out.place - last.out.place) > _DRIFT:
        return False
    checks = step.call.role is last.call.role is Role.CHECK
    return step.call.loose == last.call.loose or (checks and not last.out.bland)


def _patience(runs: Sequence[Step], edits: Sequence[Step], limits: Limits) -> int:
    last = runs[-1]
    patience = limits.same_check
    files = {path for step in edits for path in step.call.paths}
    if len(files) > 1:
        patience += 1
    if last.out.bland:
        patience += 3
    elif last.out.passing or any(step.out.result != last.out.result for step in runs):
        patience += 1
    return patience
