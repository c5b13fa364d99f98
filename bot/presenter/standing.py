"""Where a session stands, in a sentence."""

from collections.abc import Sequence

from service.domain.ids import PersonId, SessionNumber
from service.domain.sessions import Session
from service.queries.place import Place, Slots


def queued(session: Session, place: Place, viewer: PersonId) -> str:
    """Say where in the queue it stands and what frees a slot."""
    position = f"position {place.position} of {place.length}"
    return f"Session {session.number} is queued, {position}: {_frees(session, place, viewer)}."


def _frees(session: Session, place: Place, viewer: PersonId) -> str:
    if viewer != session.owner_id:
        return "it starts when its owner has a free slot"
    if not place.holders:
        return "it starts at once"
    if len(place.holders) == 1:
        return f"it starts when session {place.holders[0]} is done"
    return f"a slot frees when one of {numbers(place.holders)} is done"


def slots(found: Slots) -> str:
    """Say who holds the slots and who waits, next one first."""
    held = f"{len(found.holders)} of {found.cap} slots taken"
    by = f", by {numbers(found.holders)}" if found.holders else ""
    if not found.queue:
        return f"{held}{by}. Nothing is queued."
    waiting = numbers(found.queue)
    return f"{held}{by}. Queued, next first: {waiting}. `queue up {found.queue[-1]}` reorders."


def numbers(given: Sequence[SessionNumber]) -> str:
    """Write session numbers as a list."""
    return ", ".join(str(each) for each in given)
