"""What an operator sees of a session beside its people: its turn, who holds it, and what of it
did not arrive.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.deliveries import Delivery
from service.domain.events import Event, Kind
from service.domain.items import Item
from service.domain.sessions import Session
from service.domain.turns import Turn
from service.domain.workers import Presence, Worker
from service.ports.reads import Reads

_LOOKED_AT = 300
"""The owner's newest deliveries, among which those of the session are."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Inside:
    """As of `now`: the open turn and the worker that holds it, if any; what is open; what was
    told of the session last, in order; and the last thing that went wrong.
    """

    now: float
    turn: Turn | None
    worker: Worker | None
    items: Sequence[Item]
    deliveries: Sequence[Delivery]
    trouble: Event | None

    @property
    def holder(self) -> Presence | None:
        """Whether the turn's worker lives; None if nobody holds it, or it never said so."""
        return None if self.worker is None else self.worker.presence(self.now)


def inside(reads: Reads, session: Session) -> Inside:
    """Look into the session."""
    turn = reads.turn(session.turn_id) if session.turn_id else None
    holder = None if turn is None or turn.worker is None else turn.worker
    worker = next((each for each in reads.workers() if each.id == holder), None)
    told = reads.deliveries(person=session.owner_id, limit=_LOOKED_AT)
    alerts = reads.events(session.number, before=session.next_seq, kinds={Kind.ALERT}, limit=1)
    return Inside(
        reads.now(),
        turn,
        worker,
        reads.items(session=session.number),
        [each for each in told if _about(reads, each, session)][-_SHOWN:],
        alerts[-1] if alerts and not alerts[-1].erased else None,
    )


def _about(reads: Reads, delivery: Delivery, session: Session) -> bool:
    if delivery.lane == str(session.thread) or delivery.facts.get("session") == session.number:
        return True
    item = reads.item(delivery.item) if delivery.item else None
    return item is not None and item.session == session.number
