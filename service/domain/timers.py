"""Everything that happens later stands in one table as `(due_at, kind, ref)`."""

from dataclasses import dataclass
from enum import StrEnum


class TimerKind(StrEnum):
    """What to look at when a timer is due; the handler re-checks before it acts."""

    RING = "ring"  # ref: turn. Unclaimed: ring the doorbell again
    NO_WORKER = "no_worker"  # ref: turn. Unclaimed for long: tell the owner
    LEASE = "lease"  # ref: turn. The lease ran out: another worker takes over
    PARK = "park"  # ref: session. Waiting for long: park it
    CAPTURE = "capture"  # ref: session. At rest with events not captured yet


@dataclass(frozen=True, slots=True)
class Timer:
    """A row of `timers`; there is one per `(kind, ref)`, setting it again moves it."""

    kind: TimerKind
    ref: str
    due_at: float
