"""A turn: one stretch of agent work, from a trigger to an outcome, under a lease."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.budgets import Usage
from service.domain.ids import SessionNumber, TurnId, WorkerId


class TurnState(StrEnum):
    """`READY` waits for a worker, `RUNNING` is under a lease, `ENDED` has an outcome."""

    READY = "ready"
    RUNNING = "running"
    ENDED = "ended"


class Phase(StrEnum):
    """What the turn is at: the agent's work, or saving what it made."""

    WORK = "work"
    CAPTURE = "capture"


class Outcome(StrEnum):
    """How a turn ended."""

    FINISHED = "finished"
    ANSWERED = "answered"
    ASKED = "asked"
    OVER_BUDGET = "over_budget"
    UNCAPTURED = "uncaptured"
    FAILED = "failed"
    STOPPED = "stopped"
    STOPPED_SHORT = "stopped_short"
    PARKED = "parked"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Turn:
    """A row of `turns`.

    `ready_at` is since when it waits for a worker. `attempt` fences: a writer with an older
    attempt is refused. `crashes` counts leases lost since the last committed step. `ring`
    numbers the doorbell's rings. `cancel_seq` is the event of the last redirect; a holder that
    started its model call before it cancels that call. `wait_until` and `wait_reason` show a
    wait (a rate limit, a provider that is down) to people. `outcome` is set early, with phase
    CAPTURE, when the work is over and only saving it is left.
    """

    id: TurnId
    session: SessionNumber
    pool: str
    opened_at: float
    ready_at: float
    state: TurnState = TurnState.READY
    phase: Phase = Phase.WORK
    attempt: int = 1
    crashes: int = 0
    ring: int = 1
    worker: WorkerId | None = None
    lease_until: float = 0.0
    last_progress_at: float = 0.0
    cancel_seq: int = 0
    wait_until: float | None = None
    wait_reason: str = ""
    steps: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0
    outcome: Outcome | None = None
    claimed_at: float | None = None
    ended_at: float | None = None

    @property
    def usage(self) -> Usage:
        """What this turn has used so far, over all its attempts."""
        return Usage(self.steps, self.tokens, self.cost_usd, self.seconds)


@dataclass(frozen=True, slots=True)
class Lease:
    """What a holder shows with every write: who it is and which attempt it runs."""

    turn: TurnId
    session: SessionNumber
    attempt: int
    worker: WorkerId
