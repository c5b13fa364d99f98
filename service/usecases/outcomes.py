"""Every copy of an item that asks somebody shows how it ended, or what it asks now."""

import hashlib
from dataclasses import replace

from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, in_chat
from service.domain.effects import Changed, Posted
from service.domain.ids import DeliveryId, ItemId, time_ordered
from service.domain.items import Item, ItemState
from service.domain.threads import ThreadKey
from service.ports.store import Tx

_RENEWED = "renewed_at"


def show_outcome(tx: Tx, item: ItemId) -> None:
    """Have the copies that were posted in chat channels replaced by what became of the item."""
    found = tx.outbox.about(item)
    shown = {each.facts["message"] for each in found if _ends(each)}
    for each in sorted(found, key=lambda delivery: delivery.lane):
        if each.state is DeliveryState.SENT and each.receipt not in shown:
            _replace(tx, each, each.receipt)


def renew(tx: Tx, item: Item) -> Item:
    """Save an open item that asks something else now, and have every place that shows it follow:
    pages, the status card, and the copies that were posted in chat channels. Returns it as saved.
    """
    now = tx.now()
    item = replace(item, facts={**item.facts, _RENEWED: now})
    tx.items.save(item)
    for each in sorted(tx.outbox.about(item.id), key=lambda delivery: delivery.lane):
        if each.state is DeliveryState.SENT:
            _replace(tx, each, each.receipt, still_open=True)
    tx.cards.stir(item.session, now)
    tx.effects.append(Changed(item.session))
    return item


def _ends(delivery: Delivery) -> bool:
    return delivery.kind is DeliveryKind.OUTCOME and not delivery.facts.get("still_open")


def posted_late(tx: Tx, ask: Delivery, message: str) -> None:
    """A copy was posted while its item was settled or renewed: replace it as well."""
    item = tx.items.get(ask.item) if ask.item else None
    if item is None:
        return
    if item.state is ItemState.OPEN:
        if item.facts.get(_RENEWED, ask.created_at) > ask.created_at:
            _replace(tx, ask, message, still_open=True)
        return
    known = [each for each in tx.outbox.about(item.id) if _ends(each)]
    if all(each.facts["message"] != message for each in known):
        _replace(tx, ask, message)


def posted_twice(tx: Tx, ask: Delivery, message: str) -> None:
    """Another process has posted the ask meanwhile, as after a long pause of this one: the second
    copy is kept beside it, so that it shows as well what becomes of the item.
    """
    item = tx.items.get(ask.item) if ask.item else None
    if item is None or item.state is not ItemState.OPEN:
        return
    if any(each.receipt == message for each in tx.outbox.about(item.id)):
        return
    now = tx.now()
    digest = hashlib.sha256(f"{message} of {ask.id}".encode()).digest()
    identity = DeliveryId(time_ordered(int(now * 1000), int.from_bytes(digest[:10], "big")))
    state = DeliveryState.SENT
    copy = replace(ask, id=identity, loud=False, state=state, settled_at=now, receipt=message)
    tx.outbox.add(copy)


def _replace(tx: Tx, ask: Delivery, message: str, *, still_open: bool = False) -> None:
    """Have one copy, which the platform knows as `message`, replaced, if it can be pressed."""
    if ask.kind is not DeliveryKind.ASK or not message or not in_chat(ThreadKey.parse(ask.lane)):
        return
    now = tx.now()
    delivery = Delivery(
        _follows(ask, now, still_open=still_open),
        ask.lane,
        ask.person_id,
        DeliveryKind.OUTCOME,
        created_at=now,
        due_at=now,
        facts={
            "items": list(ask.facts["items"]),
            "message": message,
            **({"still_open": True} if still_open else {}),
        },
        item=ask.item,
        loud=False,
    )
    tx.outbox.add(delivery)
    tx.effects.append(Posted(ask.lane, ask.person_id))


def _follows(ask: Delivery, now: float, *, still_open: bool) -> DeliveryId:
    """Return the id of the one outcome that an ask has, or of one of the changes before it."""
    what = f"change at {now!r}" if still_open else "outcome"
    digest = hashlib.sha256(f"{what} of {ask.id}".encode()).digest()
    return DeliveryId(time_ordered(int(now * 1000), int.from_bytes(digest[:10], "big")))
