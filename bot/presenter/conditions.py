"""What condition a session is in, in a few words."""

from bot.presenter.plaintext import cut, one_line
from bot.presenter.times import clock, span
from service.domain.conditions import Condition, What

_LABEL = 60
SLOW = frozenset({What.PROVIDER_DOWN, What.IDLE, What.STUCK, What.DRIFTING, What.OVER_BUDGET})
"""Conditions in which a session does not get on, and no wait says why."""


def condition(found: Condition, now: float, zone: str = "UTC") -> str:
    """Write it: "limited until 14:02", "running `pytest -q` for 3 min", "stuck"."""
    if found.what is What.LIMITED and found.until is not None:
        return f"limited until {clock(found.until, now, zone)}"
    if found.what is What.TOOL:
        return f"running `{cut(one_line(found.label), _LABEL)}` for {span(now - found.since)}"
    return str(found.what)
