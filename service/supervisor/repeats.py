"""The same call in a row, with the same result, or failing again and again."""

from collections.abc import Sequence
from itertools import takewhile

from service.domain.watching import Limits
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, raised
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.steadiness import steady
from service.supervisor.window import Window


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find one call that is made again and again although nothing changes."""
    last = window.last
    if last is None or last.looks:
        return None
    calls = list(takewhile(lambda step: step.call.loose == last.call.loose, reversed(window.acts)))
    calls.reverse()
    same = _same_result(calls)
    measured = last.out.ok and last.call.role in (Role.RUN, Role.CHECK, Role.READ)
    if len(same) >= window.wish.raised(_patience(window, same, limits), measured=measured):
        rule = Rule.SAME_CALL if last.out.ok else Rule.SAME_FAILURE
        return raised(rule, window, same, now, f"{last.call.label} ×{TIMES} ({STEPS})")
    if _same_content(calls, limits) and not window.wish.times:
        return raised(Rule.SAME_CALL, window, calls, now, f"{last.call.label} ×{TIMES} ({STEPS})")
    if _fluctuates(window, calls, limits):
        what = f"{last.call.label} ×{TIMES} ({STEPS}), only fluctuating numbers differ"
        return raised(Rule.SAME_CALL, window, calls, now, what)
    failing = _failing(calls)
    if len(failing) >= window.wish.raised(_patience_with_errors(failing, limits)):
        return raised(
            Rule.SAME_FAILURE, window, failing, now, f"{last.call.label} failed ×{TIMES} ({STEPS})"
        )
    return None


def _same_content(calls: Sequence[Step], limits: Limits) -> bool:
    """Tell whether one text was written or sent again and again; each time it got a new number."""
    call = calls[-1].call
    if call.role is not Role.CHANGE or call.shell or not call.content:
        return False
    outs = [step.out for step in calls]
    alike = all(out.ok and out.skeleton == outs[-1].skeleton for out in outs)
    return alike and len(calls) > limits.repeats


def _fluctuates(window: Window, calls: Sequence[Step], limits: Limits) -> bool:
    """Tell whether calls that only look bring numbers that go up and down, unasked."""
    call, wish = calls[-1].call, window.wish
    looks = call.role in (Role.READ, Role.LOOK, Role.CHECK)
    if not looks or wish.patient or wish.times or wish.measures:
        return False
    many = limits.polls_waited if _paused(window, calls) else limits.repeats + 2
    if len(calls) < many:
        return False
    return steady([step.out for step in calls])


def _same_result(calls: Sequence[Step]) -> Sequence[Step]:
    last = calls[-1]
    found = list(takewhile(lambda step: step.out.result == last.out.result, reversed(calls)))
    return found[::-1]


def _failing(calls: Sequence[Step]) -> Sequence[Step]:
    return list(takewhile(lambda step: not step.out.ok, reversed(calls)))[::-1]


def _paused(window: Window, calls: Sequence[Step]) -> bool:
    waits = sum(step.call.role is Role.WAIT for step in window.since(calls[0].number))
    return 2 * waits >= len(calls) - 1


def _patience(window: Window, same: Sequence[Step], limits: Limits) -> int:
    last = same[-1]
    if last.call.role is Role.INPUT and last.out.bland:
        return limits.inputs
    if last.out.passing or _paused(window, same):
        return limits.flaky
    if last.out.ok or last.out.bland:
        return limits.repeats
    return limits.failures


def _patience_with_errors(failing: Sequence[Step], limits: Limits) -> int:
    """Errors that differ are no progress while nothing else is done, unless numbers move."""
    results = {step.out.result for step in failing}
    if len(results) < len(failing) or steady([step.out for step in failing]):
        patience = limits.repeats
    elif len({step.out.skeleton for step in failing}) < len(results):
        patience = 2 * limits.flaky
    else:
        patience = limits.flaky
    return max(patience, limits.flaky) if any(step.out.passing for step in failing) else patience
