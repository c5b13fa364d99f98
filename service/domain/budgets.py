"""What a turn, a session and a person's day may use, and whether it is used up."""

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from service.domain.errors import Refused

_DOLLARS = re.compile(
    r"\$?\s*(\d+(?:[.,]\d{1,4})?|[.,]\d{1,4})\s*(?:\$|usd|dollars?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used: model calls and tool calls, tokens, US dollars, seconds of work."""

    steps: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0

    def plus(self, other: "Usage") -> "Usage":
        """Return the sum of both."""
        return Usage(
            self.steps + other.steps,
            self.tokens + other.tokens,
            self.cost_usd + other.cost_usd,
            self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of a `Usage`, in its units; None is unlimited."""

    steps: int | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    seconds: float | None = None

    def costing(self, cost_usd: float | None) -> "Limits":
        """Return them with another bound of the cost; None leaves it as it is."""
        return self if cost_usd is None else replace(self, cost_usd=cost_usd)


class Scope(StrEnum):
    """Whose budget it is."""

    TURN = "turn"
    SESSION = "session"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Which budget is used up: `used` of `limit`, in the unit's own measure."""

    scope: Scope
    unit: str
    used: float
    limit: float

    def sentence(self) -> str:
        """Say it to a person, as in "This turn used 60 of 60 steps"."""
        whose = {
            Scope.TURN: "This turn",
            Scope.SESSION: "This session",
            Scope.DAY: "You today",
        }[self.scope]
        if self.unit == "cost_usd":
            return f"{whose} used ${self.used:.2f} of ${self.limit:.2f}"
        if self.unit == "seconds":
            return f"{whose} used {self.used / 60:.0f} of {self.limit / 60:.0f} minutes"
        return f"{whose} used {self.used:,.0f} of {self.limit:,.0f} {self.unit}"


def exceeded(scope: Scope, used: Usage, limits: Limits, grants: int = 0) -> Exceeded | None:
    """Return the first limit that `used` reaches, or None.

    Each grant ("go on") allows the same amount once more, so `grants` multiplies the
    limits by `1 + grants`.
    """
    for unit in ("steps", "tokens", "cost_usd", "seconds"):
        limit = getattr(limits, unit)
        if limit is not None and getattr(used, unit) >= limit * (1 + grants):
            return Exceeded(scope, unit, getattr(used, unit), limit * (1 + grants))
    return None


def share_used(used: Usage, limits: Limits, grants: int = 0) -> float:
    """Return how much of the limit that is nearest is used, from 0; more than 1 beyond it."""
    shares = [0.0]
    for unit in ("steps", "tokens", "cost_usd", "seconds"):
        limit = getattr(limits, unit)
        if limit:
            shares.append(getattr(used, unit) / (limit * (1 + grants)))
    return max(shares)


def dollars(text: str) -> float:
    """Read a budget in US dollars as somebody wrote it, as in `2.50` or `$3`. Raises Refused."""
    found = _DOLLARS.fullmatch(text.strip())
    amount = float(found[1].replace(",", ".")) if found else 0.0
    if not 0 < amount < math.inf:
        raise Refused(f"{text.strip()!r} is no budget in US dollars, as in `2.50`.")
    return amount
