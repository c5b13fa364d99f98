"""Putting a notification into the outbox: what, to whom, and where it goes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from service.domain.deliveries import (
    DIRECT,
    WEB,
    Delivery,
    DeliveryKind,
    DeliveryState,
    channel_of,
    direct_lane,
    in_chat,
    phone_lane,
    web_inbox,
)
from service.domain.effects import Posted
from service.domain.ids import DeliveryId, ItemId, PersonId
from service.domain.items import Item, ItemKind
from service.domain.ladders import Rung, Way, rungs
from service.domain.persons import Identity
from service.domain.sessions import Session
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.ports.store import Tx

SHOWN = 30
"""Items that one message names; the inbox has them all."""


def direct(tx: Tx, person: PersonId) -> str:
    """Return the lane of the person's direct messages: in the chat channel that they used last,
    else in the one that they were linked with first, else their inbox on the web.
    """
    lanes = {ThreadKey.parse(direct_lane(each)): each for each in _accounts(tx, person)}
    if not lanes:
        return web_inbox(person)
    in_direct, anywhere = tx.surfaces.last(person, list(lanes)), tx.surfaces.last(person)
    used = [each for each in (in_direct, anywhere) if each is not None]
    for place, _ in sorted(used, key=lambda each: -each[1]):
        for lane, account in lanes.items():
            if (place.channel, place.workspace) == (account.channel, account.workspace):
                return str(lane)
    return str(next(iter(lanes)))


def _accounts(tx: Tx, person: PersonId) -> list[Identity]:
    """Return how chat channels know the person, the longest linked first."""
    return [each for each in tx.persons.identities(person) if each.channel != WEB]


def here_or_direct(tx: Tx, ports: Ports, person: PersonId, about: Session | None = None) -> str:
    """Return the lane of what the person used just now, else of their direct messages.

    In a thread of a chat channel others read along: there only what is `about` that thread's
    own session is told.
    """
    last = tx.surfaces.last(person)
    if last is None or tx.now() - last[1] > ports.policy.present:
        return direct(tx, person)
    place = last[0]
    if not in_chat(place) or place.thread == DIRECT:
        return str(place)
    own = about is not None and about.thread == place
    return own_lane(tx, about) if about is not None and own else direct(tx, person)


def own_lane(tx: Tx, session: Session) -> str:
    """Return the lane of the session's own thread; its owner's direct messages where that can
    show nothing any more.
    """
    shown = tx.cards.get(session.number) if in_chat(session.thread) else None
    return direct(tx, session.owner_id) if shown and shown.lost else str(session.thread)


def lane_of(tx: Tx, ports: Ports, item: Item, rung: Rung) -> str | None:
    """Return where a rung notifies; None if there is no such way for this person.

    An item that nobody was told of yet, or that comes back from a snooze, is told in direct
    messages rather than not at all, unless its next rung does that at the same moment.
    """
    owner, session = item.owner_id, tx.sessions.get(item.session)
    # Whether a stranger is let in is not asked where that stranger reads along.
    about = None if item.kind is ItemKind.HELD else session
    if rung.way is Way.PHONE:
        phones = tx.phones.of(owner)
        if phones:
            return phone_lane(phones[0].id)
        return None if needs_phone(item) else here_or_direct(tx, ports, owner, about)
    if rung.way is Way.THREAD:
        return own_lane(tx, session) if session else direct(tx, owner)
    return direct(tx, owner) if item.told else here_or_direct(tx, ports, owner, about)


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
    tx.telemetry.notified(kind, channel)
    return delivery


def in_its_thread(tx: Tx, ports: Ports, session: Session, kind: DeliveryKind, **facts: Any) -> None:
    """Show in the session's thread, without a sound, what happened beside it; nothing where it
    has no thread that posts go to.
    """
    lane = str(session.thread)
    if not in_chat(session.thread) or own_lane(tx, session) != lane:
        return
    number = session.number
    post(tx, ports, session.owner_id, lane, kind, loud=False, session=number, **facts)


def settle(
    tx: Tx,
    delivery: Delivery,
    state: DeliveryState,
    *,
    receipt: str = "",
    failure: str = "",
) -> bool:
    """Take it out of the outbox for good; tell whether it still waited."""
    now = tx.now()
    settled = replace(delivery, state=state, settled_at=now, receipt=receipt, failure=failure)
    if not tx.outbox.settle(settled):
        return False
    tx.telemetry.delivered(channel_of(delivery.lane), state, now - delivery.created_at)
    return True


def again(tx: Tx, ports: Ports, delivery: Delivery, lane: str, **more: Any) -> Delivery:
    """Put the same once more into the outbox, into another lane."""
    items = [ItemId(each) for each in delivery.facts["items"]]
    facts = {name: each for name, each in delivery.facts.items() if name != "items"}
    return post(
        tx,
        ports,
        delivery.person_id,
        lane,
        delivery.kind,
        items,
        loud=delivery.loud,
        **{**facts, **more},
    )
