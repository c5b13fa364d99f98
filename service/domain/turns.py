"""A turn: one stretch of agent work, from a trigger to an outcome, under a lease."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from service.domain.budgets import Usage
from service.domain.ids import ItemId, SessionNumber, TurnId, WorkerId


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


class CallKind(StrEnum):
    """What is waited for while a call is in flight."""

    MODEL = "model"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class InFlight:
    """A call that its holder waits for.

    `call` is the attempt and a number, as in "2.7": no other call of the turn has it. `name` is
    a concrete model or a tool, `label` what people read of it. `since` is when it began, `last`
    when it last showed a sign of life. Within `usual` seconds it usually does, or ends; None:
    nobody knows. `begun`: a model has sent something. `others` are aliases of other models that
    could be asked instead.
    """

    call: str
    kind: CallKind
    name: str
    label: str
    since: float
    last: float
    usual: float | None = None
    begun: bool = False
    others: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in a turn's row."""
        return {**asdict(self), "others": list(self.others)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "InFlight":
        """Read what `as_json` wrote."""
        kind, others = CallKind(data["kind"]), tuple(data["others"])
        return cls(**{**data, "kind": kind, "others": others})


@dataclass(frozen=True, slots=True)
class Progress:
    """What a holder tells of a turn with its beat; see `Turn`."""

    last_progress_at: float
    in_flight: Mapping[str, Any] = field(default_factory=dict)
    expected_by: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A row of `turns`.

    `ready_at` is since when it waits for a worker. `attempt` fences: a writer with an older
    attempt is refused. `crashes` counts leases lost since the last committed step. `ring`
    numbers the doorbell's rings. `cancel_seq` is the event of the last redirect; a holder that
    started its model call before it cancels that call. `wait_until` and `wait_reason` show a
    wait (a rate limit, a provider that is down) to people. `outcome` is set early, with phase
    CAPTURE, when the work is over and only saving it is left.

    `in_flight` is the call that its holder waits for, as it said with its last beat (see
    `InFlight`; empty: none), and `expected_by` when that should have shown a sign of life.
    `idle_item` is the last alert that it did not.
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
    in_flight: Mapping[str, Any] = field(default_factory=dict)
    expected_by: float | None = None
    idle_item: ItemId | None = None

    @property
    def flight(self) -> InFlight | None:
        """The call that its holder waits for; what is left of an earlier attempt's is none."""
        mine = str(self.in_flight.get("call", "")).startswith(f"{self.attempt}.")
        return InFlight.from_json(self.in_flight) if mine else None

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
