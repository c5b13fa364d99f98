"""What condition a session is in, in a few words."""

from bot.presenter.plaintext import cut, one_line
from bot.presenter.times import clock, span
from service.domain.conditions import Condition, What
from service.domain.freezes import Freeze, Scope
from service.queries.inbox import Inbox

_LABEL = 60
SLOW = frozenset({What.PROVIDER_DOWN, What.IDLE, What.STUCK, What.DRIFTING, What.OVER_BUDGET})
"""Conditions in which a session does not get on, and no wait says why."""
TOLD = SLOW | {What.FROZEN, What.LIMITED}
"""Conditions that are told beside a session's state, which does not say why nothing happens."""


def condition(found: Condition, now: float, zone: str = "UTC") -> str:
    """Write it: "limited until 14:02", "running `pytest -q` for 3 min", "stuck"."""
    if found.freeze is not None:
        return _frozen(found.freeze, now, zone)
    if found.what is What.LIMITED and found.until is not None:
        return f"limited until {clock(found.until, now, zone)}"
    if found.what is What.TOOL:
        return f"running `{cut(one_line(found.label), _LABEL)}` for {span(now - found.since)}"
    return str(found.what)


def frozen(freeze: Freeze, now: float, zone: str = "UTC") -> str:
    """Say who holds work back, since when and why, to those whom it is about."""
    return f"heddle is {_frozen(freeze, now, zone)}"


def held_back(inbox: Inbox, zone: str) -> str:
    """Say it to somebody whose sessions are held back; empty if none of them is."""
    if inbox.frozen is None:
        return ""
    told = frozen(inbox.frozen, inbox.now, zone)
    if inbox.held == 1:
        return f"{told}. One of your sessions is held back; it goes on by itself when that ends."
    return f"{told}. {inbox.held} of your sessions are held back; they go on by themselves after."


def _frozen(freeze: Freeze, now: float, zone: str) -> str:
    by = "its operator" if freeze.scope is not Scope.POOL else f"its operator in {freeze.name}"
    why = f": {one_line(freeze.reason)}" if freeze.reason else ""
    return f"frozen by {by} since {clock(freeze.since, now, zone)}{why}"
