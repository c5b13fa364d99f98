"""How near an agent is to being called stuck, for whoever orders sessions by it."""

from itertools import takewhile

from service.domain.watching import Limits
from service.supervisor.fingerprints import Step
from service.supervisor.window import Window

_ROUND = 4
"""Steps of a usual cycle: so many rounds of it without anything new are enough."""


def doubt(window: Window, limits: Limits) -> float:
    """Return the share of the way to the nearest limit, from 0 to 1, in hundredths.

    It is for comparing sessions: the rules know more, and speak for themselves.
    """
    news = window.news.number if window.news is not None else 0
    stale = (window.number - news) / (limits.rounds * _ROUND)
    last = window.last
    return round(min(max(stale, _repeated(window, last, limits) if last else 0.0), 1.0), 2)


def _repeated(window: Window, last: Step, limits: Limits) -> float:
    again = sum(1 for _ in takewhile(lambda step: step.key == last.key, reversed(window.acts)))
    if last.looks:
        enough = limits.polls
    else:
        enough = limits.repeats if last.out.ok else limits.failures
    return (again - 1) / max(enough - 1, 1)
