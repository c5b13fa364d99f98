"""Once an item is over, every copy of it that asks somebody shows how it ended."""

import hashlib

from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, in_chat
from service.domain.effects import Posted
from service.domain.ids import DeliveryId, ItemId, time_ordered
from service.domain.items import ItemState
from service.domain.threads import ThreadKey
from service.ports.store import Tx


def show_outcome(tx: Tx, item: ItemId) -> None:
    """Have the copies that were posted in chat channels replaced by what became of the item."""
    found = tx.outbox.about(item)
    shown = {each.facts["message"] for each in found if each.kind is DeliveryKind.OUTCOME}
    for each in sorted(found, key=lambda delivery: delivery.lane):
        if each.state is DeliveryState.SENT and each.receipt not in shown:
            _replace(tx, each, each.receipt)


def posted_late(tx: Tx, ask: Delivery, message: str) -> None:
    """A copy was posted while its item was settled: replace it as well."""
    item = tx.items.get(ask.item) if ask.item else None
    if item is None or item.state is ItemState.OPEN:
        return
    known = [each for each in tx.outbox.about(item.id) if each.kind is DeliveryKind.OUTCOME]
    if all(each.facts["message"] != message for each in known):
        _replace(tx, ask, message)


def _replace(tx: Tx, ask: Delivery, message: str) -> None:
    """Have one copy, which the platform knows as `message`, replaced, if it can be pressed."""
    if ask.kind is not DeliveryKind.ASK or not message or not in_chat(ThreadKey.parse(ask.lane)):
        return
    now = tx.now()
    delivery = Delivery(
        _follows(ask, now),
        ask.lane,
        ask.person_id,
        DeliveryKind.OUTCOME,
        created_at=now,
        due_at=now,
        facts={"items": list(ask.facts["items"]), "message": message},
        item=ask.item,
        loud=False,
    )
    tx.outbox.add(delivery)
    tx.effects.append(Posted(ask.lane, ask.person_id))


def _follows(ask: Delivery, now: float) -> DeliveryId:
    """Return the id of the one outcome that an ask has."""
    digest = hashlib.sha256(f"outcome of {ask.id}".encode()).digest()
    return DeliveryId(time_ordered(int(now * 1000), int.from_bytes(digest[:10], "big")))
