"""Move a queued session up in its owner's queue."""

from dataclasses import replace

from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.ids import PersonId, SessionNumber
from service.domain.states import State
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import access
from service.usecases.commit import commit


async def move_up(
    ports: Ports,
    person: PersonId,
    number: SessionNumber,
    *,
    to_head: bool = False,
    at: Whereabouts | None = None,
) -> int:
    """Move it one place up, or to the head; return its place, from 1.

    Raises Refused if the person does not own it or it is not queued.
    """

    def work(tx: Tx) -> int:
        owner, session = access.owned_session(tx, person, number, at)
        if session.state != State.QUEUED:
            raise Refused(f"Session {number} is {session.state}, not queued.")
        queue = list(tx.sessions.queue(owner.id))
        place = [each for each, _ in queue].index(number)
        if place == 0:
            return 1
        if to_head:
            rank = queue[0][1] - 1.0
        else:  # the two trade ranks: halving the gap between two would run out of digits
            other = tx.sessions.lock(queue[place - 1][0])
            rank = other.queue_rank
            tx.sessions.save(replace(other, queue_rank=session.queue_rank))
        tx.sessions.save(replace(session, queue_rank=rank, changed_at=tx.now()))
        tx.effects.extend(Changed(each) for each, _ in queue)
        return 1 if to_head else place

    return await commit(ports, work, deadline=ports.policy.intake_deadline)
