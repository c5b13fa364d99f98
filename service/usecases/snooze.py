"""Snooze: an item leaves its person in peace for a while, and then comes back."""

from dataclasses import replace

from service.domain import quiet
from service.domain.effects import Changed
from service.domain.errors import Refused
from service.domain.ids import ItemId, PersonId
from service.domain.items import Item
from service.domain.ladders import ONCE, seconds
from service.domain.timers import Timer, TimerKind
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import tell
from service.usecases.access import held_item
from service.usecases.commit import commit

TOMORROW = "tomorrow"
CHOICES = ("10m", "1h", TOMORROW)
"""What buttons offer."""
LONGEST = 30 * 86_400.0


async def snooze(
    ports: Ports, person: PersonId, item_id: ItemId, span: str, *, at: Whereabouts | None = None
) -> Item:
    """Keep the item out of sight for `span` (as `10m`, `1h`, `2d`, `tomorrow`); its ladder and
    its deadline wait as long.

    Raises Refused if it stands in somebody else's inbox, is over, or the span is none.
    """

    def work(tx: Tx) -> Item:
        item = held_item(tx, person, item_id, at)
        until, before = _until(tx, person, span), item.snoozed_until
        item = tell.climb_again(
            replace(item, snoozed_until=until, ladder=item.ladder or ONCE), until
        )
        if item.decide_at is not None:
            # What is left of a former snooze is part of this one.
            since = max(tx.now(), before or 0.0)
            item = replace(item, decide_at=item.decide_at + until - since)
            tx.timers.set(Timer(TimerKind.DECIDE, item.id, item.decide_at or until))
        tx.items.save(item)
        tx.outbox.withdraw(item.id, tx.now())
        tx.effects.append(Changed(item.session))
        tell.tell_person(tx, ports, item.owner_id)
        return item

    return await commit(ports, work, deadline=ports.policy.intake_deadline)


def _until(tx: Tx, person: PersonId, span: str) -> float:
    now, word = tx.now(), span.strip().lower()
    if word == TOMORROW:
        chosen = tx.preferences.get(person)
        return quiet.tomorrow(now, chosen.zone, chosen.quiet_hours)
    length = seconds(word)
    if length is None or not 60.0 <= length <= LONGEST:
        raise Refused(
            f"{span.strip()!r} is no time to snooze. Say 10m, 1h, 2d (up to 30 days) or tomorrow."
        )
    return now + length
