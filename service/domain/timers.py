"""Everything that happens later stands in one table as `(due_at, kind, ref)`."""

from dataclasses import dataclass
from enum import StrEnum


class TimerKind(StrEnum):
    """What to look at when a timer is due; the handler re-checks before it acts."""

    TURN = "turn"  # ref: turn. Unclaimed: ring again; lease run out: another takes over
    PARK = "park"  # ref: session. Waiting for long: park it
    CAPTURE = "capture"  # ref: session. At rest with events not captured yet
    TELL = "tell"  # ref: person. The next rung of one of their items is due
    PROVIDER = "provider"  # ref: item. An alert about a provider is brought up to date
    CHECK_IN = "check_in"  # ref: session. At work for long: say how it gets on
    DECIDE = "decide"  # ref: item. Nobody objected: its default is taken


@dataclass(frozen=True, slots=True)
class Timer:
    """A row of `timers`; there is one per `(kind, ref)`, setting it again moves it."""

    kind: TimerKind
    ref: str
    due_at: float
