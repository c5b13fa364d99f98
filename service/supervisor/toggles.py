"""An edit that is done, undone and done again."""

from collections.abc import Sequence

from service.domain.watching import Limits
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, raised
from service.supervisor.fingerprints import Edit, Step
from service.supervisor.roles import Role
from service.supervisor.window import Window


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find a file that goes back and forth between two states, with no other new edit."""
    last = window.last
    if last is None or last.call.edit is None or not last.out.ok:
        return None
    found = _swings(window.acts, last.call.edit)
    if len(found) - 1 < max(limits.reversals, 2 * window.wish.times + 1):
        return None
    edits = [step.call.edit for step in found]
    if edits[-1] is not None and not edits[-1].before and len(found) <= limits.reversals + 1:
        return None
    what = f"{last.call.label}: changed back and forth ×{TIMES} ({STEPS})"
    marks = sorted({step.call.exact for step in found})
    return raised(Rule.TOGGLED, window, found, now, what, marks=marks)


def _swings(acts: Sequence[Step], last: Edit) -> Sequence[Step]:
    """Return the edits of the file that each undo the one before, oldest first."""
    found: list[Step] = []
    ahead: Edit | None = None
    two_ahead: Edit | None = None
    for step in reversed(acts):
        edit = step.call.edit
        if edit is None or not step.out.ok or edit.path != last.path:
            if step.changed and step.call.role is Role.CHANGE:
                break
            continue
        if ahead is not None and not _undoes(ahead, edit, two_ahead):
            break
        found.append(step)
        ahead, two_ahead = edit, ahead
    return found[::-1]


def _undoes(later: Edit, earlier: Edit, latest: Edit | None) -> bool:
    if later.before:
        return (later.before, later.after) == (earlier.after, earlier.before)
    if later.after == earlier.after or earlier.before:
        return False
    return latest is None or latest.after == earlier.after
