"""Whether an alert was of use: what a person did about it, or that it passed."""

from collections.abc import Callable, Mapping

from service.domain.items import (
    CANCEL_CALL,
    DISMISS,
    IGNORE,
    KEEP_WAITING,
    LEAVE_FILES,
    OF_PROVIDERS,
    ON_TRACK,
    REDIRECT,
    RESTART,
    RETRY,
    RETRY_NOW,
    STOP,
    STOP_THESE,
    TRY_AGAIN,
    AlertOutcome,
    Item,
    ItemKind,
    Reason,
)

NO_ALERTS = frozenset(
    {ItemKind.QUESTION, ItemKind.BUDGET, ItemKind.RESULT, ItemKind.HELD, ItemKind.CHECK_IN}
)
"""Kinds of items that nobody is warned by; every other one is judged."""

CHOICES: Mapping[str, AlertOutcome] = {
    RESTART: AlertOutcome.ACTED,
    STOP: AlertOutcome.ACTED,
    RETRY: AlertOutcome.ACTED,
    TRY_AGAIN: AlertOutcome.ACTED,
    LEAVE_FILES: AlertOutcome.ACTED,
    RETRY_NOW: AlertOutcome.ACTED,
    STOP_THESE: AlertOutcome.ACTED,
    CANCEL_CALL: AlertOutcome.ACTED,
    REDIRECT: AlertOutcome.ACTED,
    DISMISS: AlertOutcome.DISMISSED,
    KEEP_WAITING: AlertOutcome.DISMISSED,
    IGNORE: AlertOutcome.DISMISSED,
    ON_TRACK: AlertOutcome.DISMISSED,
}
"""What each choice says of its alert; another one, as the use of another model, is an act."""

_BY_CHOICE_ALONE = OF_PROVIDERS | {Reason.NO_WORKER, Reason.OPERATIONS}
"""What is written to the agent does nothing about these."""


def judged(over: Item, heard: Callable[[], bool]) -> AlertOutcome:
    """Return what became of an item that is over; NONE for what is no alert.

    `heard` tells whether a person wrote to its session, or gave it an order, while it was open.
    """
    if over.kind in NO_ALERTS:
        return AlertOutcome.NONE
    if over.resolved_by is not None:
        return CHOICES.get(over.answer, AlertOutcome.ACTED)
    acted = over.reason not in _BY_CHOICE_ALONE and heard()
    return AlertOutcome.ACTED if acted else AlertOutcome.PASSED


def useful_rate(acted: int, dismissed: int, passed: int) -> float | None:
    """Return the share of those that are over that somebody acted on; None if none is over."""
    over = acted + dismissed + passed
    return acted / over if over else None
