"""What follows a commit: hints to other processes. Each may be lost; a timer or a poll
repairs it.
"""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.ids import PersonId, SessionNumber, TurnId


class Job(StrEnum):
    """What a worker is rung for."""

    TURN = "turn"
    CAPTURE = "capture"


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring the doorbell of `pool`: there is work at `ref` (a turn's id, a session's number)."""

    job: Job
    ref: str
    attempt: int
    ring: int
    pool: str

    @property
    def id(self) -> str:
        """The job's id in the queue; unique per ring, because a queue refuses known ids."""
        return f"{self.ref}:{self.attempt}:{self.ring}"


@dataclass(frozen=True, slots=True)
class Cancel:
    """Whoever holds `turn` looks at its row now: it was stopped, redirected or taken over."""

    turn: TurnId


@dataclass(frozen=True, slots=True)
class Changed:
    """Something of `session` that people see has changed."""

    session: SessionNumber


@dataclass(frozen=True, slots=True)
class Posted:
    """A delivery to `person` stands in the outbox, in this lane."""

    lane: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class Measured:
    """Something happened that telemetry counts: the name of its method, and what that is given."""

    fact: str
    values: tuple[object, ...] = ()
    named: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The text that the model has streamed in this step so far; lossy, for people only."""

    session: SessionNumber
    turn: TurnId
    text: str


Effect = Ring | Cancel | Changed | Posted | Measured
Signal = Cancel | Changed | Posted | Preview
