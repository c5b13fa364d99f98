"""Putting a notification into the outbox: what, to whom, and where it goes."""

from collections.abc import Sequence
from typing import Any

from service.domain.deliveries import (
    WEB,
    Delivery,
    DeliveryKind,
    DeliveryState,
    channel_of,
    phone_lane,
    web_inbox,
)
from service.domain.effects import Posted
from service.domain.ids import DeliveryId, ItemId, PersonId
from service.domain.items import Item
from service.domain.ladders import Rung, Way, rungs
from service.ports.bundle import Ports
from service.ports.store import Tx

SHOWN = 30
"""Items that one message names; the inbox has them all."""


def direct(tx: Tx, person: PersonId) -> str:
    """Return the lane of the person's direct messages."""
    del tx
    return web_inbox(person)


def here_or_direct(tx: Tx, ports: Ports, person: PersonId) -> str:
    """Return the lane of what the person used just now, else of their direct messages."""
    last = tx.surfaces.last(person)
    if last is not None and tx.now() - last[1] <= ports.policy.present:
        return str(last[0])
    return direct(tx, person)


def lane_of(tx: Tx, ports: Ports, item: Item, rung: Rung) -> str | None:
    """Return where a rung notifies; None if there is no such way for this person.

    An item that nobody was told of yet, or that comes back from a snooze, is told in direct
    messages rather than not at all, unless its next rung does that at the same moment.
    """
    owner = item.owner_id
    if rung.way is Way.PHONE:
        phones = tx.phones.of(owner)
        if phones:
            return phone_lane(phones[0].id)
        return None if needs_phone(item) else here_or_direct(tx, ports, owner)
    if rung.way is Way.THREAD:
        session = tx.sessions.get(item.session)
        return str(session.thread) if session else direct(tx, owner)
    return direct(tx, owner) if item.told else here_or_direct(tx, ports, owner)


def needs_phone(item: Item) -> bool:
    """Tell whether its present rung is left out where there is no phone."""
    here, *later = rungs(item.ladder)[item.rung :]
    anew = item.told == 0 or item.snoozed_until is not None
    at_once = any(each.after == here.after and each.way in (Way.DM, Way.THREAD) for each in later)
    return here.way is Way.PHONE and (at_once or not anew)


def post(
    tx: Tx,
    ports: Ports,
    person: PersonId,
    lane: str,
    kind: DeliveryKind,
    items: Sequence[ItemId] = (),
    *,
    loud: bool = True,
    **facts: Any,
) -> Delivery:
    """Put a notification into the outbox; one that is not `loud` only shows. What goes to the
    web is there at once: its pages read the outbox themselves.
    """
    now, channel = tx.now(), channel_of(lane)
    there = channel == WEB
    delivery = Delivery(
        DeliveryId(ports.ids.new()),
        lane,
        person,
        kind,
        created_at=now,
        due_at=now,
        facts={**facts, "items": list(items)},
        item=items[0] if len(items) == 1 else None,
        loud=loud,
        state=DeliveryState.SENT if there else DeliveryState.WAITING,
        settled_at=now if there else None,
    )
    tx.outbox.add(delivery)
    tx.effects.append(Posted(lane, person))
    ports.telemetry.notified(kind, channel)
    return delivery
