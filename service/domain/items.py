"""Attention items: everything that needs a person, in one shape."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId


class ItemKind(StrEnum):
    """What is needed from the person."""

    QUESTION = "question"
    BUDGET = "budget"
    ALERT = "alert"
    RESULT = "result"
    HELD = "held"  # what somebody wrote who may not write there; the owner lets it in or not
    CHECK_IN = "check_in"  # how a session gets on; one for each, brought up to date


class Reason(StrEnum):
    """Why an alert was opened; empty for other kinds."""

    NONE = ""
    CAPTURE_FAILED = "capture_failed"
    NO_WORKER = "no_worker"
    TURN_FAILED = "turn_failed"
    STOPPED_SHORT = "stopped_short"
    STUCK = "stuck"
    IDLE = "idle"  # a call has shown no sign of life for longer than it usually takes
    DRIFT = "drift"
    PROVIDER_DOWN = "provider_down"  # one for all sessions of a person that wait for it
    RATE_LIMITED = "rate_limited"  # as well, where it is for long
    OPERATIONS = "operations"  # heddle itself needs an operator


OF_PROVIDERS = frozenset({Reason.PROVIDER_DOWN, Reason.RATE_LIMITED})
"""Alerts about a provider; heddle resolves them by itself when it answers again."""


OF_A_TURN = frozenset({Reason.STUCK, Reason.IDLE, Reason.DRIFT})
"""Alerts about what a turn is at: over with the turn, and for whoever may steer to decide."""


class Severity(IntEnum):
    """How much it matters that somebody looks."""

    INFORMATIVE = 0  # notifies once, climbs no ladder
    NORMAL = 1  # the agent waits
    IMPORTANT = 2  # gets through quiet hours, to the phone at once


class ItemState(StrEnum):
    """`WITHDRAWN` means that it no longer matters and nobody needs to answer."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class AlertOutcome(StrEnum):
    """What became of an alert; empty while it is open, and for what is none."""

    NONE = ""
    ACTED = "acted"  # somebody did something about it
    DISMISSED = "dismissed"  # somebody saw it, and it was nothing
    PASSED = "passed"  # it was over before anybody did anything


@dataclass(frozen=True, slots=True)
class Item:
    """A row of `items`.

    `owner_id` is whose inbox it stands in: the session's owner, or the colleague it was
    handed to. `ask` is the sentence that a person reads, `choices` the buttons under it,
    `default` the choice the agent would take, `call` the ask_person call that it answers,
    `facts` what a later step needs to know (a budget's scope, a capture's failure).

    `ladder` was copied when it opened (see `ladders`); `rung` is the next one to climb,
    counted from `ladder_from`, and `tell_at` when; None: nobody is told any more. `told`
    counts the notifications so far. `snoozed_until` keeps it out of sight. `decide_at` is
    when the default is taken unless somebody objects. `colleague_id` was asked as well.
    `outcome` is what became of an alert (see `useful`).
    """

    id: ItemId
    session: SessionNumber
    owner_id: PersonId
    kind: ItemKind
    ask: str
    opened_at: float
    reason: Reason = Reason.NONE
    severity: int = Severity.NORMAL
    choices: Sequence[str] = ()
    default: str = ""
    reversible: bool = False
    call: str = ""
    turn: TurnId | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    ladder: Sequence[str] = ()
    ladder_from: float = 0.0
    rung: int = 0
    tell_at: float | None = None
    told: int = 0
    snoozed_until: float | None = None
    decide_at: float | None = None
    colleague_id: PersonId | None = None
    state: ItemState = ItemState.OPEN
    answer: str = ""
    resolved_at: float | None = None
    resolved_by: PersonId | None = None
    resolved_from: str = ""
    outcome: AlertOutcome = AlertOutcome.NONE

    @property
    def buttons(self) -> Sequence[str]:
        """The answers to offer; a question that is decided by its default has two."""
        return (YES_NOW, OBJECT) if self.decide_at is not None else self.choices

    @property
    def is_news(self) -> bool:
        """Tell whether it is only to be known: a result, or a session that is on track."""
        on_track = self.kind is ItemKind.CHECK_IN and not self.facts.get("doubts")
        return on_track or self.kind is ItemKind.RESULT

    @property
    def ends_with_turn(self) -> bool:
        """Tell whether it only says how a turn gets on."""
        return self.reason in OF_A_TURN or self.kind is ItemKind.CHECK_IN

    def snoozed(self, now: float) -> bool:
        """Tell whether it is out of sight for now."""
        return self.snoozed_until is not None and self.snoozed_until > now


GO_ON = "Go on"
STOP_HERE = "Stop here"
TRY_AGAIN = "Try again"
LEAVE_FILES = "Leave the files and free the slot"
RETRY = "Retry"
DISMISS = "Dismiss"
RETRY_NOW = "Retry now"
STOP_THESE = "Stop what waits"
USE_OTHER = "Use "
"""Begins the choice of another model; its alias follows."""
USE_THIS = "Use this"
LET_STEER = "Let them steer"
RESTART = "Restart with the hint"
IGNORE = "Ignore this pattern"
STOP = "Stop"
CANCEL_CALL = "Cancel that call"
KEEP_WAITING = "Keep waiting"
ALL_WELL = "On track"
NO_MORE = "No more check-ins"
REDIRECT = "Redirect with the hint"
ON_TRACK = "It is on track"
OBJECT = "Object"
YES_NOW = "Yes, now"
BY_DEFAULT = "default"
"""`resolved_from` of a question that was decided by its default."""
