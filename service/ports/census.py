"""Counts over the whole deployment, for metrics; each group counts what is alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.states import State

AGES = (60.0, 300.0, 900.0, 3600.0, 6 * 3600.0)
"""Seconds at which a session without progress comes into the next band of ages."""


@dataclass(frozen=True, slots=True)
class Live:
    """Sessions that are queued, running or waiting.

    `limited`: a provider holds them up; `frozen`: an operator holds them back. `band` numbers the
    bands between `AGES` from 0; `progress_at` is when the one that stands longest made its last
    progress, or since when its turn waits for a worker if that is later.
    """

    state: State
    channel: str
    pool: str
    limited: bool
    frozen: bool
    band: int
    count: int
    progress_at: float


@dataclass(frozen=True, slots=True)
class AtRest:
    """Sessions that are parked, done, failed or stopped."""

    state: State
    channel: str
    pool: str
    count: int


@dataclass(frozen=True, slots=True)
class Turns:
    """A pool's turns: `ready` wait for a worker, the longest since `ready_at`; `frozen` would if no
    operator held them back; `running` are held by one of `workers`.
    """

    pool: str
    ready: int = 0
    ready_at: float | None = None
    frozen: int = 0
    running: int = 0
    workers: int = 0


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Open attention items, the oldest of them since `opened_at`."""

    kind: str
    reason: str
    severity: int
    count: int
    opened_at: float


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Deliveries in the outbox, the oldest made at `created_at`.

    `begun`: of an attempt nobody saw the end, or it is under way. `again`: an attempt failed.
    """

    channel: str
    begun: bool
    again: bool
    count: int
    created_at: float


@dataclass(frozen=True, slots=True)
class Census:
    """What a deployment holds at one moment.

    `capped` counts persons whose slots are all taken, `pending` the messages by a fate that is
    not final, `dead` the deliveries by channel that were given up.
    """

    live: Sequence[Live] = ()
    capped: int = 0
    turns: Sequence[Turns] = ()
    items: Sequence[OpenItems] = ()
    pending: Mapping[str, int] = field(default_factory=dict)
    outbox: Sequence[Outgoing] = ()
    dead: Mapping[str, int] = field(default_factory=dict)
    timers_due: int = 0
    timer_due_at: float | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """The sessions at rest among the next ones by number; `upto` is the last number looked at,
    None after the last session.
    """

    at_rest: Sequence[AtRest]
    upto: int | None
