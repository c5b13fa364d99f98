"""A queued session's place in its owner's queue, and who holds the slots before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.ids import PersonId, SessionNumber
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import HOLDS_SLOT, State
from service.ports.reads import Reads


@dataclass(frozen=True, slots=True)
class Slots:
    """A person's slots: `cap` of them, the sessions that hold one and those that wait."""

    cap: int
    holders: Sequence[SessionNumber]
    queue: Sequence[SessionNumber]


@dataclass(frozen=True, slots=True)
class Place:
    """Number `position` (from 1) of `length` in the queue, behind the `holders` of slots."""

    position: int
    length: int
    cap: int
    holders: Sequence[SessionNumber]


def slots(reads: Reads, person: PersonId, policy: Policy) -> Slots:
    """Return who holds the person's slots, by number, and who waits, next one first."""
    owner = reads.person(person)
    holding = reads.sessions(person, states=HOLDS_SLOT)
    return Slots(
        policy.cap_of(owner.cap if owner else None),
        sorted(each.number for each in holding if each.owner_id == person),
        reads.queue(person),
    )


def place(reads: Reads, session: Session, policy: Policy) -> Place | None:
    """Return the session's place, or None if it is not queued (any more)."""
    if session.state != State.QUEUED:
        return None
    found = slots(reads, session.owner_id, policy)
    if session.number not in found.queue:
        return None
    position = list(found.queue).index(session.number) + 1
    return Place(position, len(found.queue), found.cap, found.holders)
