"""Turns for what can be spared where a platform takes so many calls only."""

import math


class Spread:
    """Tells who would call when to come: all of them have a turn, one after the other.

    `apart` is the seconds between two turns once `burst` of them came at once; a turn that nobody
    took is forgotten after `keep` seconds.
    """

    def __init__(self, apart: float, burst: int, keep: float) -> None:
        self._apart = apart
        self._burst = burst
        self._keep = keep
        self._turns: dict[str, float] = {}
        self._next = -math.inf

    def wait(self, what: str, now: float, full: float = 0.0) -> float:
        """Return the seconds until it is the turn of what the call is about; `full` is how long
        nobody can be let in.
        """
        own = self._turns.get(what)
        if own is not None and (own > now or full == 0):
            return max(own - now, 0.0)
        self._turns = {each: at for each, at in self._turns.items() if at > now - self._keep}
        self._turns[what] = at = max(now + full, self._next)
        self._next = max(self._next, at - (self._burst - 1) * self._apart) + self._apart
        return at - now

    def took(self, what: str) -> None:
        """Its turn is over: it called."""
        self._turns.pop(what, None)
