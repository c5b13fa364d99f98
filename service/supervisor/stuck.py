"""Whether an agent is stuck: all rules, in a fixed order."""

from collections.abc import Callable, Sequence

from service.domain.watching import Limits
from service.supervisor import (
    checks,
    cycles,
    duplicates,
    errors,
    monologue,
    overflows,
    polls,
    repeats,
    scattered,
    toggles,
)
from service.supervisor.alerts import Alert
from service.supervisor.conditions import State, condition_of
from service.supervisor.window import Window

Detector = Callable[[Window, float | None, Limits], Alert | None]

_WITHOUT_AN_ACT: Sequence[Detector] = (overflows.detect, monologue.detect)
_DETECTORS: Sequence[Detector] = (
    repeats.detect,
    polls.detect,
    toggles.detect,
    cycles.detect,
    duplicates.detect,
    errors.detect,
    checks.detect,
    scattered.detect,
)


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Return the first alert; None while something else than work is going on.

    `now` is in seconds since the epoch, None where no time is known.
    """
    if condition_of(window).state is not State.WORKING:
        return None
    for each in _DETECTORS if window.acted else _WITHOUT_AN_ACT:
        found = each(window, now, limits)
        if found is not None:
            return found
    return None
