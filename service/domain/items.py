"""Attention items: everything that needs a person, in one shape."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId


class ItemKind(StrEnum):
    """What is needed from the person."""

    QUESTION = "question"
    BUDGET = "budget"
    ALERT = "alert"


class Reason(StrEnum):
    """Why an alert was opened; empty for other kinds."""

    NONE = ""
    CAPTURE_FAILED = "capture_failed"
    NO_WORKER = "no_worker"
    TURN_FAILED = "turn_failed"


class ItemState(StrEnum):
    """`WITHDRAWN` means that it no longer matters and nobody needs to answer."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of `items`.

    `ask` is the sentence that a person reads, `choices` the buttons under it, `default`
    the choice the agent would take, `call` the ask_person call that it answers, `facts`
    what a later step needs to know (a budget's scope, a capture's failure).
    `severity` 0 is informative, 1 needs an answer, 2 is important.
    """

    id: ItemId
    session: SessionNumber
    owner_id: PersonId
    kind: ItemKind
    ask: str
    opened_at: float
    reason: Reason = Reason.NONE
    severity: int = 1
    choices: Sequence[str] = ()
    default: str = ""
    reversible: bool = False
    call: str = ""
    turn: TurnId | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    state: ItemState = ItemState.OPEN
    answer: str = ""
    resolved_at: float | None = None
    resolved_by: PersonId | None = None
    resolved_from: str = ""


GO_ON = "Go on"
STOP_HERE = "Stop here"
TRY_AGAIN = "Try again"
LEAVE_FILES = "Leave the files and free the slot"
RETRY = "Retry"
DISMISS = "Dismiss"
