"""One error, whatever the arguments are."""

from collections.abc import Sequence

from service.domain.watching import Limits
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, raised
from service.supervisor.arguments import alike
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.window import Window

_ALIKE = 0.6


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find varied calls that all end in one error, with nothing but looking in between."""
    last = window.last
    if last is None or last.out.ok or last.looks:
        return None
    found = _tries(window.acts, last)
    if len(found) < limits.same_error or len({step.call.loose for step in found}) < 2:
        return None
    if len(found) < window.wish.raised(_patience(found, limits), measured=True):
        return None
    tools = sorted({step.call.tool or "a tool without a name" for step in found})
    what = f"{', '.join(tools[:3])}: {TIMES} tries with different arguments ({STEPS})"
    return raised(Rule.SAME_ERROR, window, found, now, what, marks=(last.out.error, tools))


def _tries(acts: Sequence[Step], last: Step) -> Sequence[Step]:
    found: list[Step] = []
    for step in reversed(acts):
        if not step.out.ok and _same(step, last):
            if step.call.tool == last.call.tool or not step.out.bland:
                found.append(step)
            continue
        if step.changed or not step.out.ok or step.call.role not in (Role.READ, Role.LOOK):
            break
    return found[::-1]


def _same(step: Step, last: Step) -> bool:
    """Tell whether two calls failed alike: in the same words, or about one file for one cause."""
    out, other = step.out, last.out
    if (out.error, out.place) == (other.error, other.place):
        return True
    about = step.call.paths and step.call.paths == last.call.paths
    if about and step.call.tool == last.call.tool and out.cause == other.cause:
        return True
    checks = step.call.role is last.call.role is Role.CHECK
    return checks and bool(out.headline) and out.headline == other.headline


def _patience(found: Sequence[Step], limits: Limits) -> int:
    last = found[-1]
    if last.out.bland or last.out.empty:
        return limits.targets
    checks = all(step.call.role is Role.CHECK for step in found)
    one = checks or last.out.structural or _one_target(found)
    limit = limits.same_error if one else limits.targets
    return max(limit, limits.flaky) if last.out.passing else limit


def _one_target(found: Sequence[Step]) -> bool:
    """Tell whether all tries are about the same thing: it is no batch over many."""
    last = found[-1]
    if last.call.shell and len({_numbers(step) for step in found}) > len(found) // 2:
        return False
    paths = frozenset.intersection(*(step.call.paths for step in found))
    named = frozenset.intersection(*(step.out.named for step in found))
    if paths or named:
        return True
    return all(
        alike(step.call.words, last.call.words) >= _ALIKE and step.call.targets == last.call.targets
        for step in found
    )


def _numbers(step: Step) -> frozenset[str]:
    return frozenset(word for word in step.call.words if word[0].isdigit())
