"""What a turn, a session and a person's day may use, and whether it is used up."""

from dataclasses import dataclass
from enum import StrEnum


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
