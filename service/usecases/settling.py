"""Items come to their ends: somebody settles one, or nobody needs to act on it any more.

Each function runs inside a transaction that locked the item's owner and its session.
"""

from collections.abc import Collection
from dataclasses import replace

from service.domain import held, outages
from service.domain.effects import Changed
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import OF_PROVIDERS, Item, ItemKind, ItemState, Reason
from service.domain.receipts import Fate
from service.domain.sessions import Session
from service.domain.timers import TimerKind
from service.ports.store import Tx
from service.usecases import judged, outcomes


def withdraw_with_turn(tx: Tx, number: SessionNumber) -> None:
    """Withdraw what only says how a turn gets on: it does so no longer. What the turn ends with
    is opened after that, or it would wait for room among the hour's notifications.
    """
    for item in tx.items.open_of(number):
        if item.ends_with_turn:
            withdraw(tx, item, None, "its turn is over")


def withdraw_alerts(tx: Tx, number: SessionNumber, reason: Reason, why: str) -> None:
    """Withdraw the session's open alerts of that reason: nobody needs to act any more."""
    for item in tx.items.open_of(number):
        if item.reason is reason:
            withdraw(tx, item, None, why)


def withdraw_items(
    tx: Tx, session: Session, by: PersonId | None, why: str, keeping: Collection[ItemKind] = ()
) -> None:
    """Withdraw the session's open items: nobody needs to answer them any more."""
    for item in tx.items.open_of(session.number):
        if (elsewhere := outages.without_its_session(item)) is not None:
            tx.items.save(elsewhere)
        elif item.kind not in keeping and item.reason is not Reason.OPERATIONS:
            withdraw(tx, item, by, why)


def withdraw(tx: Tx, item: Item, by: PersonId | None, why: str) -> None:
    """Withdraw one item; the messages that it held are closed."""
    let_go(tx, item)
    state, now = ItemState.WITHDRAWN, tx.now()
    judged.resolve(tx, replace(item, state=state, answer=why, resolved_at=now, resolved_by=by))
    settled(tx, item)


def let_go(tx: Tx, item: Item) -> None:
    """An item is about to be over: the messages that it held are closed, and their texts stand
    no longer in it.
    """
    kept = held.messages(item)
    for each in kept:
        tx.receipts.settle_one(each.key, Fate.CLOSED)
    if kept:
        tx.items.save(held.emptied(item))


def settled(tx: Tx, item: Item) -> None:
    """An item is over: nothing about it is sent or decided any more, and what was sent says so."""
    tx.outbox.withdraw(item.id, tx.now())
    outcomes.show_outcome(tx, item.id)
    tx.cards.stir(item.session, tx.now())
    if item.decide_at is not None:
        tx.timers.drop(TimerKind.DECIDE, item.id)
    if item.reason in OF_PROVIDERS:
        tx.timers.drop(TimerKind.PROVIDER, item.id)
    tx.effects.append(Changed(item.session))
