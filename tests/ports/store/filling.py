"""A database to ask: some live sessions beside as many closed ones as said."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from service.domain.deliveries import DeliveryState
from service.domain.events import Kind
from service.domain.ids import time_ordered
from service.domain.items import Item, ItemState
from service.domain.persons import Identity
from service.domain.preferences import Preferences
from service.domain.receipts import Fate
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import TurnState
from service.ports.store import Tx
from tests.ports.store.calls import CHANNELS, EARLIER, LIVE, PLACE, TWO, US
from tests.ports.store.samples import (
    ANN,
    AT,
    BOB,
    CAT,
    delivery,
    event,
    item,
    lane,
    person,
    phone,
    receipt,
    session,
    turn,
)


def fill(tx: Tx, sessions: int) -> None:
    """Add Ann with six live sessions and one shared with her, and as many closed ones as said:
    half of them hers, half Bob's. Each has a turn, events, receipts, an item and timers."""
    for each in (ANN, BOB, CAT):
        tx.persons.add(person(each))
        tx.persons.link(Identity("slack", "T1", each), each)
    live = [replace(row, state=state) for state in LIVE for row in (session(""), session("", BOB))]
    for index, row in enumerate([*live, *closed(sessions)], start=1):
        thread = replace(row.thread, thread=str(index))
        number = tx.sessions.open(replace(row, thread=thread, changed_at=AT + index)).number
        active = row.state in LIVE
        state = TurnState.RUNNING if active else TurnState.ENDED
        tx.turns.add(turn(f"turn-{index}", number, state=state, worker=US if active else None))
        tx.events.append([event(number, 1), event(number, 2, Kind.BREADCRUMB)])
        fate = Fate.NEXT if active else Fate.READ
        tx.receipts.add(receipt(f"receipt-{index}", number, 1, fate))
        opened = ItemState.OPEN if active else ItemState.RESOLVED
        tell(tx, item(f"item-{index}", number, row.owner_id, state=opened), index)
        if active:
            tx.timers.set(Timer(TimerKind.TURN, f"turn-{index}", AT - 1))
        else:
            tx.timers.set(Timer(TimerKind.CAPTURE, str(number), AT + 1000))
    tx.sessions.share(TWO, ANN)
    tx.phones.add(phone("phone-1"))
    tx.outbox.claim("us", CHANNELS, AT, AT + 60, 2)
    show(tx, len(live))
    tx.preferences.save(Preferences(ANN))
    tx.set_cursor("ntfy", "1")


def show(tx: Tx, live: int) -> None:
    """Let the live sessions' cards be due, and some of them claimed; the others show all."""
    for each in tx.cards.claim("all", CHANNELS, AT + 99, AT + 99, 1_000_000):
        due_at = AT + each.session if each.session <= live else None
        tx.cards.release(each.session, "all", due_at)
    tx.cards.claim("us", CHANNELS, AT + TWO, AT + 60, 20)


def tell(tx: Tx, row: Item, index: int) -> None:
    """Add an item and a delivery about it, which waits if the item is open."""
    is_open = row.state == ItemState.OPEN
    tell_at = AT - 1 if is_open else None
    tx.items.add(replace(row, tell_at=tell_at, resolved_at=None if is_open else AT + index))
    state = DeliveryState.WAITING if is_open else DeliveryState.SENT
    # Ids of what is over tell that it was before there were the live sessions.
    name = f"delivery-{index}" if is_open else time_ordered(int(EARLIER * 1000), index)
    about = delivery(name, row.owner_id, lane=lane(str(index)), item=row.id)
    tx.outbox.add(replace(about, state=state, created_at=AT + 1 if is_open else EARLIER))
    tx.surfaces.used(row.owner_id, replace(PLACE, thread=str(index)), AT)


def closed(count: int) -> Iterator[Any]:
    """Return closed sessions, every other one Ann's."""
    for index in range(count):
        yield session("", (ANN, BOB)[index % 2], state=State.DONE)
