"""A context that is full again and again, with nothing new in between."""

from service.domain.watching import Limits
from service.supervisor.alerts import Alert, Rule, names, worded
from service.supervisor.window import Window


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:  # noqa: ARG001  # as all detectors
    """Find a full context that keeps coming back."""
    full = window.overflows
    if len(full) < limits.overflows:
        return None
    between = [step for step in window.since(full[-2]) if full[-2] < step.number <= full[-1]]
    after = f", the last time after {names(between)}" if between else ""
    what = f"The context was full ×{len(full)} (steps {full[0]}–{full[-1]}){after}"
    return worded(Rule.OVERFLOW, (), what, full[0], full[-1], len(full))
