"""The moves that several use cases share, inside a transaction that locked both rows.

Each function takes and returns the session's row; the caller saves it. `promote` is the
exception: it saves the sessions that it starts.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from service.domain import events, held, outages
from service.domain.effects import Cancel, Changed, Job, Ring
from service.domain.events import Draft, Event, Kind
from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId
from service.domain.items import OF_PROVIDERS, Item, ItemKind, ItemState, Reason
from service.domain.persons import Person
from service.domain.receipts import PENDING, Fate
from service.domain.sessions import Session
from service.domain.states import AT_REST, State, checked_move
from service.domain.timers import Timer, TimerKind
from service.domain.tracking import cleared, tracked
from service.domain.turns import Outcome, Phase, Turn, TurnState
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import judged, outcomes, tell
from service.usecases.pace import check_in_later
from service.usecases.patience import hasten_parking, patience, watch_waiting

_NEXT = 10
"""Queued sessions whose cards show their new position at once."""


def lock_both(tx: Tx, session: Session) -> tuple[Person, Session]:
    """Lock the owner, then the session, and return both as they are now."""
    owner = tx.persons.lock(session.owner_id)
    return owner, tx.sessions.lock(session.number)


def append(
    tx: Tx,
    session: Session,
    drafts: Iterable[Draft],
    turn: TurnId | None = None,
) -> Session:
    """Number the drafts and append them; return the session with its next number."""
    now, seq = tx.now(), session.next_seq
    rows = [
        Event(
            session.number,
            seq + offset,
            draft.kind,
            draft.actor,
            now,
            draft.payload,
            draft.turn or turn,
        )
        for offset, draft in enumerate(drafts)
    ]
    tx.events.append(rows)
    tx.effects.append(Changed(session.number))
    crumb = next((e.payload["text"] for e in reversed(rows) if e.kind == Kind.BREADCRUMB), None)
    return replace(
        tracked(session, rows),
        next_seq=seq + len(rows),
        changed_at=now,
        breadcrumb=session.breadcrumb if crumb is None else crumb,
    )


def enter(tx: Tx, session: Session, to: State, why: str) -> Session:
    """Move the session to another state and record it."""
    checked_move(session.state, to)
    moved = replace(session, state=to, state_since=tx.now())
    return append(tx, moved, [events.state(to, why)])


def enqueue(tx: Tx, ports: Ports, session: Session, *, head: bool = False) -> Session:
    """Put the session into its owner's queue, at the end or the head."""
    queue = tx.sessions.queue(session.owner_id)
    rank = 0.0
    if queue:
        rank = queue[0][1] - 1.0 if head else queue[-1][1] + 1.0
    hasten_parking(tx, ports, session.owner_id)
    return replace(_ready_to_start(tx, session), queue_rank=rank)


def start_or_queue(
    tx: Tx, ports: Ports, owner: Person, session: Session, *, head: bool = False
) -> Session:
    """Queue the session and start whatever of the owner's has a slot, perhaps this one.

    Saves it and returns it as it stands after that.
    """
    others = (number for number, _ in tx.sessions.queue(owner.id) if number != session.number)
    if next(others, None) is None and free_slots(tx, ports, owner) > 0:
        return _start(tx, ports, _ready_to_start(tx, session))
    tx.sessions.save(enqueue(tx, ports, session, head=head))
    promote(tx, ports, owner)
    now = tx.sessions.lock(session.number)
    if now.state == State.QUEUED:
        now = append(tx, now, [events.state(State.QUEUED, "all slots are taken")])
        tx.sessions.save(now)
    return now


def _ready_to_start(tx: Tx, session: Session) -> Session:
    """Return the session as a queued one; a new one is that already."""
    if session.state != State.QUEUED:
        checked_move(session.state, State.QUEUED)
        # Questions are still open, and so is what others wrote; the rest is about what was.
        kept = (ItemKind.QUESTION, ItemKind.HELD)
        withdraw_items(tx, session, None, "the session goes on", kept)
    now = tx.now()
    return replace(session, state=State.QUEUED, state_since=now, changed_at=now, park_asked=False)


def promote(tx: Tx, ports: Ports, owner: Person) -> list[SessionNumber]:
    """Start the owner's next queued sessions while there are free slots; save them."""
    free = free_slots(tx, ports, owner)
    if free <= 0:
        return []
    queue = [number for number, _ in tx.sessions.queue(owner.id)]
    started = queue[:free]
    for number in started:
        _start(tx, ports, tx.sessions.lock(number))
    for number in queue[free : free + _NEXT] if started else ():
        tx.cards.stir(number, tx.now())
    return started


def free_slots(tx: Tx, ports: Ports, owner: Person) -> int:
    """Return how many more of the owner's sessions may hold a slot."""
    return ports.policy.cap_of(owner.cap) - tx.sessions.holding_slots(owner.id)


def _start(tx: Tx, ports: Ports, session: Session) -> Session:
    """Give the session a slot and open its turn; saves it."""
    unread = session.next_seq
    ports.telemetry.queue_left(tx.now() - session.state_since)
    session = open_turn(tx, ports, enter(tx, session, State.RUNNING, "a slot is free"))
    tx.sessions.save(session)
    tx.receipts.settle(session.number, unread, Fate.NEXT, {Fate.QUEUED, Fate.KEPT})
    return session


def open_turn(
    tx: Tx,
    ports: Ports,
    session: Session,
    *,
    phase: Phase = Phase.WORK,
    outcome: Outcome | None = None,
) -> Session:
    """Open the session's next turn and ring for a worker; the session must be running."""
    now = tx.now()
    turn = Turn(
        TurnId(ports.ids.new()),
        session.number,
        session.pool,
        opened_at=now,
        ready_at=now,
        phase=phase,
        outcome=outcome,
        last_progress_at=now,
    )
    tx.turns.add(turn)
    ring(tx, ports, turn)
    if phase is Phase.WORK:
        check_in_later(tx, session)
    return replace(session, turn_id=turn.id)


def ring(tx: Tx, ports: Ports, turn: Turn) -> None:
    """Ring for the turn after the commit, and look again if nobody comes."""
    delay = ports.policy.ring_again * 2.0 ** min(turn.ring - 1, 4)
    tx.timers.set(Timer(TimerKind.TURN, turn.id, tx.now() + delay))
    tx.effects.append(Ring(Job.TURN, turn.id, turn.attempt, turn.ring, turn.pool))


def end_turn(tx: Tx, ports: Ports, session: Session, turn: Turn, outcome: Outcome) -> Turn:
    """End the session's turn for good; whoever holds it is fenced and told."""
    ended = replace(turn, state=TurnState.ENDED, outcome=outcome, ended_at=tx.now(), worker=None)
    tx.turns.save(ended)
    tx.timers.drop(TimerKind.TURN, turn.id)
    ports.telemetry.turn_ended(outcome, tx.now() - turn.opened_at, session.model)
    if turn.state == TurnState.RUNNING:
        tx.effects.append(Cancel(turn.id))
    else:
        why = "nothing waits for a worker any more"
        withdraw_alerts(tx, turn.session, Reason.NO_WORKER, why)
    withdraw_with_turn(tx, turn.session)
    return ended


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


def end_open_turn(tx: Tx, ports: Ports, session: Session, outcome: Outcome) -> Session:
    """End the session's open turn, if it has one."""
    if session.turn_id is not None:
        turn = tx.turns.lock(session.turn_id)
        if turn is not None and turn.state != TurnState.ENDED:
            end_turn(tx, ports, session, turn, outcome)
    return replace(session, turn_id=None, park_asked=False)


def rest(tx: Tx, ports: Ports, session: Session, to: State, why: str) -> Session:
    """Move the session to a state at rest and have what it made saved, without a slot."""
    session = enter(tx, replace(session, turn_id=None, park_asked=False), to, why)
    tx.timers.drop(TimerKind.PARK, str(session.number))
    if to == State.DONE:
        return cleared(session)
    if to in AT_REST:
        request_capture(tx, ports, session)
    return session


def request_capture(tx: Tx, ports: Ports, session: Session) -> None:
    """Ring for a worker to save what a session at rest has made, if it has made anything."""
    if session.steps == 0 or session.captured_upto >= session.next_seq - 1:
        return
    now = tx.now()
    tx.timers.set(Timer(TimerKind.CAPTURE, str(session.number), now + ports.policy.ring_again))
    ring_number = int(now * 1000)
    tx.effects.append(
        Ring(Job.CAPTURE, str(session.number), session.captures, ring_number, session.pool),
    )


def wait_for_person(tx: Tx, ports: Ports, session: Session, why: str) -> Session:
    """Move a running session to waiting; it keeps its slot until it is parked."""
    session = enter(tx, replace(session, turn_id=None, park_asked=False), State.WAITING, why)
    watch_waiting(tx, session, tx.now() + patience(tx, ports, session.owner_id))
    return session


def close_unread(tx: Tx, session: Session, fate: Fate) -> None:
    """Give every message that the agent has not read its final or new fate."""
    tx.receipts.settle(session.number, session.next_seq - 1, fate, PENDING)


def new_item_id(ports: Ports) -> ItemId:
    """Return the id of a new attention item."""
    return ItemId(ports.ids.new())


def open_item(tx: Tx, ports: Ports, item: Item) -> None:
    """Open an attention item and tell its owner, whose row must be locked."""
    tell.opened(tx, ports, item)


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
