"""Looking again and again whether something is done, and it does not move."""

from collections.abc import Sequence
from itertools import takewhile

from service.domain.watching import Limits
from service.supervisor.alerts import STEPS, TIMES, Alert, Rule, raised
from service.supervisor.fingerprints import Step
from service.supervisor.roles import Role
from service.supervisor.window import Window

_PATIENT = 1.5
"""How many times longer one looks on who was asked to wait for it."""


def detect(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find looks at one thing that does not change, too many or for too long."""
    last = window.last
    if last is None:
        return _only_waits(window, now, limits)
    if not last.looks:
        return None
    looks = list(takewhile(lambda step: step.key == last.key, reversed(window.acts)))[::-1]
    if len(looks) < patience(window, looks, limits) and not _too_long(window, looks, now, limits):
        return None
    return raised(Rule.POLL, window, looks, now, f"Looked ×{TIMES} ({STEPS}): {last.call.label}")


def _only_waits(window: Window, now: float | None, limits: Limits) -> Alert | None:
    """Find pauses after pauses with nothing in between."""
    waits = list(takewhile(lambda step: step.call.role is Role.WAIT, reversed(window.steps)))[::-1]
    if len(waits) < window.wish.raised(limits.polls_waited):
        return None
    return raised(
        Rule.POLL, window, waits, now, f"Waited ×{TIMES} ({STEPS}), and looked at nothing"
    )


def _fewer(look: Step) -> int:
    """Return how much sooner it is enough: of a thing run anew, of what nobody said is running."""
    if not look.out.pending:
        return 3
    return 0 if look.call.role is Role.LOOK else 2


def patience(window: Window, looks: Sequence[Step], limits: Limits) -> int:
    """Return how many looks are too many: more for who pauses between them, or was told to."""
    between = window.since(looks[0].number)
    waits = sum(step.call.sleeps > 0 or step.call.role is Role.WAIT for step in between)
    hopeful = limits.polls - _fewer(looks[-1])
    many = limits.polls_waited if 2 * waits >= len(looks) - 1 else hopeful
    return window.wish.raised(max(round(many * _PATIENT) if window.wish.patient else many, 2))


def _too_long(window: Window, looks: Sequence[Step], now: float | None, limits: Limits) -> bool:
    began = looks[0].at
    if now is None or began is None or len(looks) < window.wish.raised(limits.repeats):
        return False
    return now - began >= limits.poll_seconds * (_PATIENT if window.wish.patient else 1.0)
