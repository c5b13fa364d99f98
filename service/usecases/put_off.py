"""What did not get out before quiet hours began waits until they are over."""

from dataclasses import replace

from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.ids import ItemId
from service.domain.items import Item, ItemState, Severity
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import tell


def disturbs(tx: Tx, delivery: Delivery) -> bool:
    """Tell whether it would break quiet hours now. What is about no item may come: it follows
    from what its person did just then, as a test or the answer to a press.
    """
    quiet = tx.preferences.get(delivery.person_id).quiet_hours
    if not delivery.loud or quiet is None or not quiet.holds(tx.now()):
        return False
    items = _open(tx, delivery)
    return bool(items) and all(item.severity < Severity.IMPORTANT for item in items)


def put_off(tx: Tx, ports: Ports, delivery: Delivery) -> None:
    """Let its items stand before the rung that it was for, so that the message at the end of
    quiet hours brings them; its person is locked.
    """
    for item in _open(tx, delivery):
        # What climbed on since then was told in another way.
        told_since = delivery.kind is DeliveryKind.ASK and item.rung != delivery.facts["rung"] + 1
        if item.rung > 0 and item.owner_id == delivery.person_id and not told_since:
            back = tell.climb_again(replace(item, rung=item.rung - 1), tx.now())
            tx.items.save(back)
    tell.tell_person(tx, ports, delivery.person_id)


def _open(tx: Tx, delivery: Delivery) -> list[Item]:
    found = [tx.items.get(ItemId(each)) for each in delivery.facts["items"]]
    return [each for each in found if each is not None and each.state is ItemState.OPEN]
