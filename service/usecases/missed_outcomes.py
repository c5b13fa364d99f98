"""What became of questions while their thread could not be written to: shown once it can."""

from collections.abc import Iterator, Sequence

from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from service.domain.ids import ItemId
from service.domain.items import ItemState
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import notices
from service.usecases.commit import commit

_LAST = 50
"""Items of a session that are looked at, the last ones."""
_DELIVERIES = 1_000
_NEVER_SHOWN = frozenset({DeliveryState.DEAD, DeliveryState.WITHDRAWN})


async def show_missed(ports: Ports, session: Session) -> int:
    """Have the copies in the session's thread replaced that still ask what is over, and return
    how many are. Raises Temporary.
    """
    lane = str(session.thread)
    items = await ports.store.read(lambda reads: _behind(reads, session, lane))

    def work(tx: Tx) -> int:
        tx.persons.lock(session.owner_id)
        tx.sessions.lock(session.number)
        count = 0
        for id_ in items:
            item = tx.items.get(id_)
            still_open = item is not None and item.state is ItemState.OPEN
            for each in _missed(tx.outbox.about(id_), lane, still_open=still_open):
                notices.again(tx, ports, each, lane)
                count += 1
        return count

    return await commit(ports, work) if items else 0


def _behind(reads: Reads, session: Session, lane: str) -> Sequence[ItemId]:
    found = sorted(
        reads.items(session=session.number, open_only=False), key=lambda each: each.opened_at
    )
    return [
        each.id
        for each in found[-_LAST:]
        if any(
            _missed(
                reads.deliveries(item=each.id, limit=_DELIVERIES),
                lane,
                still_open=each.state is ItemState.OPEN,
            )
        )
    ]


def _missed(found: Sequence[Delivery], lane: str, *, still_open: bool) -> Iterator[Delivery]:
    """Give the last change of each copy in the lane, where it was given up."""
    last = dict[str, Delivery]()
    for each in found:
        changes = each.kind is DeliveryKind.OUTCOME and each.lane == lane
        if changes and bool(each.facts.get("still_open")) is still_open:
            last[str(each.facts["message"])] = each
    yield from (each for each in last.values() if each.state in _NEVER_SHOWN)
