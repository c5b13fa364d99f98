"""Slots and queue, in a sentence."""

from collections.abc import Sequence

from service.domain.ids import SessionNumber
from service.queries.place import Place, Slots


def queued(place: Place, subject: str, *, own: bool) -> str:
    """Say where in the queue `subject` stands and what frees a slot.

    Whom the session is only shared with does not learn what else its owner runs.
    """
    where = f"{subject} is queued, position {place.position} of {place.length}"
    return f"{where}: {_frees(place) if own else 'it starts when its owner has a free slot'}."


def _frees(place: Place) -> str:
    match list(place.holders):
        case []:
            return "it starts in a moment"
        case [holder]:
            return f"a slot frees when session {holder} is done"
        case holders:
            return f"a slot frees when one of {numbers(holders)} is done"


def slots(found: Slots) -> str:
    """Say who holds the slots and who waits, next one first."""
    held = f"{len(found.holders)} of {found.cap} slots taken"
    by = f", by {numbers(found.holders)}" if found.holders else ""
    if not found.queue:
        return f"{held}{by}. Nothing is queued."
    told = f"{held}{by}. Queued, next first: {numbers(found.queue)}."
    if len(found.queue) == 1:
        return told
    return f"{told} `!queue up {found.queue[-1]}` moves one up."


def numbers(given: Sequence[SessionNumber]) -> str:
    """Write session numbers as a list."""
    return ", ".join(str(each) for each in given)
