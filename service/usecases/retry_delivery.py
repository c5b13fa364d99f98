"""The operator has what was given up sent after all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from service.domain.deliveries import Delivery, DeliveryState
from service.domain.effects import Posted
from service.domain.errors import Refused
from service.domain.ids import DeliveryId
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit
from service.usecases.packing import packed

RETRIED = "retried_at"
"""The fact of a delivery that an operator put back: should it die again, its person was told
elsewhere the first time.
"""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of one: `ahead` others go out before it. With `pointless` it stays dead: what
    it says is over by now.
    """

    delivery: Delivery
    ahead: int = 0
    pointless: bool = False


async def retry_delivery(ports: Ports, delivery: DeliveryId) -> Retried:
    """Put a dead delivery back at its old place in its lane: it goes out before everything that
    was made later. What an earlier attempt may have left on a chat platform is looked for first.

    Raises Refused if there is none or it is not dead.
    """

    def work(tx: Tx) -> Retried:
        found = tx.outbox.get(delivery)
        if found is None:
            raise Refused(
                f"There is no delivery {delivery}. `heddle deliveries list` shows those that wait"
                " or are dead.",
            )
        if found.state is not DeliveryState.DEAD:
            raise Refused(f"Delivery {delivery} is {found.state}, not dead. {_NEXT[found.state]}")
        return _put_back(tx, ports, found)

    return await commit(ports, work)


async def retry_dead(ports: Ports, channel: str = "") -> Sequence[Retried]:
    """Put all dead deliveries of a channel (empty: of all) back, each in its own transaction,
    the oldest first.
    """
    dead = await ports.store.read(
        lambda reads: reads.undelivered(DeliveryState.DEAD, channel=channel, limit=_MOST)
    )
    found = []
    for each in dead:
        again = await commit(ports, partial(_if_dead, ports=ports, delivery=each.id))
        if again is not None:
            found.append(again)
    return found


def _if_dead(tx: Tx, ports: Ports, delivery: DeliveryId) -> Retried | None:
    found = tx.outbox.get(delivery)
    dead = found is not None and found.state is DeliveryState.DEAD
    return _put_back(tx, ports, found) if found is not None and dead else None


def _put_back(tx: Tx, ports: Ports, dead: Delivery) -> Retried:
    now = tx.now()
    again = replace(
        dead,
        state=DeliveryState.WAITING,
        attempts=0,
        due_at=now,
        settled_at=None,
        failure="",
        facts={**dead.facts, RETRIED: now},
    )
    parcel = packed(tx, ports, again)
    if parcel is None or parcel.sought:
        return Retried(dead, pointless=True)
    tx.outbox.revive(again)
    tx.effects.append(Posted(again.lane, again.person_id))
    before = [each for each in tx.outbox.waiting(again.lane, _MOST) if each.id < again.id]
    return Retried(again, len(before))


_NEXT = {
    DeliveryState.WAITING: "It is tried again by itself.",
    DeliveryState.SENT: "It has reached its platform.",
    DeliveryState.WITHDRAWN: "It became pointless before it was sent.",
}
