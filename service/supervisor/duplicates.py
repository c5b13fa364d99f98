"""Calls that differ in wording only and bring the same; plans and thoughts without a deed."""

from collections.abc import Sequence
from itertools import takewhile

from service.domain.watching import Limits
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, raised
from service.supervisor.arguments import alike
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.window import Window

_ALIKE = 0.5
_DRAFTS_ALIKE = 0.8


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find calls in a row that are the same but for their wording, with the same result."""
    if window.steps and window.steps[-1].call.role is Role.INNER:
        return _planning(window, now, limits)
    last = window.last
    if last is None or last.looks:
        return None
    same = list(takewhile(lambda step: _same_tool_and_result(step, last), reversed(window.acts)))
    near = list(takewhile(lambda step: _near(step, last), same))[::-1]
    if len(near) >= window.wish.raised(_patience(last, limits)):
        return _found(window, near, now)
    looks_for = last.call.role is Role.READ and last.out.empty and not _batch(same)
    if looks_for and len(same) >= window.wish.raised(limits.targets + 2):
        return _found(window, same[::-1], now)
    return None


def _batch(same: Sequence[Step]) -> bool:
    """Tell whether every call has a target of its own."""
    targets = {step.call.targets for step in same}
    return len(targets) > len(same) // 2 and frozenset() not in targets


def _found(window: Window, near: Sequence[Step], now: float | None) -> Alert | None:
    if len({step.call.exact for step in near}) < 2:
        return None
    what = f"{near[-1].call.label} and {len(near) - 1} more like it ({STEPS})"
    return raised(Rule.NEAR_DUPLICATE, window, near, now, what, marks=_marks(near))


def _marks(near: Sequence[Step]) -> Sequence[object]:
    common = frozenset.intersection(*(step.call.words for step in near))
    return near[-1].call.tool, sorted(common)


def _same_tool_and_result(step: Step, last: Step) -> bool:
    same_tool = step.call.tool == last.call.tool and step.call.role is last.call.role
    return same_tool and step.out.result == last.out.result


def _near(step: Step, last: Step) -> bool:
    if step.call.loose == last.call.loose:
        return True
    reads = last.call.role is Role.READ and last.out.informative and not last.out.empty
    if reads and step.call.start != last.call.start:
        return False
    if reads and _same_files(step.call.paths, last.call.paths):
        return True
    if step.call.targets != last.call.targets:
        return False
    writes = last.call.role in (Role.CHANGE, Role.RUN) and last.out.ok
    return alike(step.call.words, last.call.words) >= (_DRAFTS_ALIKE if writes else _ALIKE)


def _same_files(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether paths name the same files, be it from another folder."""
    if len(one) != len(other) or not one:
        return False
    pairs = zip(sorted(one, key=_from_behind), sorted(other, key=_from_behind), strict=True)
    return all(a == b or a.endswith(f"/{b}") or b.endswith(f"/{a}") for a, b in pairs)


def _from_behind(path: str) -> str:
    return path[::-1]


def _patience(last: Step, limits: Limits) -> int:
    if last.call.role is Role.INPUT and last.out.bland:
        return limits.inputs
    if last.call.role in (Role.CHANGE, Role.RUN) and last.out.ok:
        return 2 * limits.near_duplicates
    return limits.near_duplicates


def _planning(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find plans that stay the same but for their words, and thoughts that lead to no act."""
    last = window.steps[-1]
    inner = list(takewhile(lambda step: step.call.role is Role.INNER, reversed(window.steps)))
    same = list(takewhile(lambda step: _same_plan(step, last), inner))[::-1]
    found = same if len(same) >= limits.near_duplicates else inner[::-1]
    if len(same) < limits.near_duplicates and len(inner) < 2 * limits.near_duplicates:
        return None
    what = f"{last.call.label} ×{TIMES} ({STEPS}), and nothing done in between"
    return raised(Rule.PLANNING, window, found, now, what, marks=(last.call.tool,))


def _same_plan(step: Step, last: Step) -> bool:
    if step.call.tool != last.call.tool or step.out.ok != last.out.ok:
        return False
    if step.call.loose == last.call.loose:
        return True
    if step.call.shape != last.call.shape:
        return False
    return last.call.planned or alike(step.call.words, last.call.words) >= _ALIKE
