"""A question that can be undone is decided by its default when nobody objected in time."""

from dataclasses import replace

from service.domain import events
from service.domain.ids import ItemId
from service.domain.items import BY_DEFAULT, Item, ItemState
from service.domain.timers import Timer, TimerKind
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import judged, lifecycle, settling
from service.usecases.answer import unless_asked
from service.usecases.commit import commit

ACTOR, NAME = "heddle", "heddle"


async def decide_by_default(ports: Ports, item_id: ItemId) -> None:
    """The deadline of a question is due: take its default, unless it was answered, objected
    to, or its person was not told yet.
    """

    def work(tx: Tx) -> None:
        found = tx.items.get(item_id)
        seen = tx.sessions.get(found.session) if found else None
        if found is None or seen is None:
            tx.timers.drop(TimerKind.DECIDE, item_id)
            return
        owner, session = lifecycle.lock_both(tx, seen)
        item = tx.items.lock(item_id)
        if item is None or item.state is not ItemState.OPEN or item.decide_at is None:
            tx.timers.drop(TimerKind.DECIDE, item_id)
            return
        at = _not_before(ports, tx, item)
        if at > tx.now():
            tx.items.save(replace(item, decide_at=at))
            tx.timers.set(Timer(TimerKind.DECIDE, item_id, at))
            return
        _take_default(tx, item)
        text = f"{item.default} (nobody objected in time, so this was decided by default)"
        draft = events.answer(ACTOR, NAME, item.id, item.call, text)
        session = lifecycle.append(tx, session, [draft])
        tx.sessions.save(session)
        unless_asked(tx, ports, owner, session, "decided by default")

    await commit(ports, work)


def _not_before(ports: Ports, tx: Tx, item: Item) -> float:
    """Whoever is to be told is told first, and then has time to object."""
    due = item.decide_at or tx.now()
    waiting_to_be_told = item.told == 0 and item.tell_at is not None
    return tx.now() + ports.policy.decide_after_least if waiting_to_be_told else due


def _take_default(tx: Tx, item: Item) -> None:
    taken = replace(
        item,
        state=ItemState.RESOLVED,
        answer=item.default,
        resolved_at=tx.now(),
        resolved_from=BY_DEFAULT,
    )
    if judged.resolve(tx, taken):
        settling.settled(tx, item)
        tx.telemetry.item_resolved(item.kind, tx.now() - item.opened_at, BY_DEFAULT)
