"""Moving an item from one inbox to another, under the lock of both persons."""

from dataclasses import replace

from service.domain.ids import PersonId, SessionNumber
from service.domain.items import Item
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import outcomes, tell

_HANDED = ("handed_by", "handed_to")


def hand_on(tx: Tx, ports: Ports, item: Item, to: PersonId) -> Item:
    """Move the open item into the person's inbox, where it climbs their ladder from its foot;
    a snooze ends.
    """
    ladder = tuple(tx.preferences.get(to).ladder_for(item.severity))
    moved = replace(item, owner_id=to, ladder=ladder, rung=0, told=0, snoozed_until=None)
    moved = tell.climb_again(replace(moved, colleague_id=None), tx.now())
    tx.outbox.withdraw(item.id, tx.now())
    moved = outcomes.renew(tx, moved)
    tell.tell_person(tx, ports, to)
    tell.tell_person(tx, ports, item.owner_id)
    return moved


def take_back(
    tx: Tx, ports: Ports, number: SessionNumber, owner: PersonId, other: PersonId
) -> None:
    """Return to the session's owner what the other person was asked, who may not see it now."""
    for item in tx.items.open_of(number):
        if item.owner_id == other:
            facts = {name: each for name, each in item.facts.items() if name not in _HANDED}
            hand_on(tx, ports, replace(item, facts=facts), owner)
        elif item.colleague_id == other:
            tx.items.save(replace(item, colleague_id=None))
