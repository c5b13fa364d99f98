"""The moves that several use cases share, inside a transaction that locked both rows.

Each function takes and returns the session's row; the caller saves it. `promote` is the
exception: it saves the sessions that it starts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.domain import events
from service.domain.effects import Cancel, Changed, Job, Ring
from service.domain.events import Draft, Event, Kind
from service.domain.ids import ItemId, SessionNumber, TurnId
from service.domain.items import Item, ItemKind, Reason
from service.domain.persons import Person
from service.domain.receipts import PENDING, Fate
from service.domain.sessions import Session
from service.domain.states import AT_REST, State, checked_move
from service.domain.timers import Timer, TimerKind
from service.domain.tracking import cleared, tracked
from service.domain.turns import Outcome, Phase, Turn, TurnState
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import settling, tell
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
    return appended(tx, session, drafts, turn)[0]


def appended(
    tx: Tx, session: Session, drafts: Iterable[Draft], turn: TurnId | None = None
) -> tuple[Session, Sequence[Event]]:
    """Do as `append`, and return the events besides, as they stand in the store."""
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
    stored = tx.events.append(rows)
    tx.effects.append(Changed(session.number))
    crumb = next((e.payload["text"] for e in reversed(rows) if e.kind == Kind.BREADCRUMB), None)
    session = replace(
        tracked(session, rows),
        next_seq=seq + len(rows),
        changed_at=now,
        breadcrumb=session.breadcrumb if crumb is None else crumb,
    )
    return session, stored


def enter(tx: Tx, session: Session, to: State, why: str, before: Sequence[Draft] = ()) -> Session:
    """Move the session to another state and record it, after what came `before` it."""
    checked_move(session.state, to)
    moved = replace(session, state=to, state_since=tx.now())
    return append(tx, moved, [*before, events.state(to, why)])


def enqueue(tx: Tx, ports: Ports, session: Session, *, head: bool = False) -> Session:
    """Put the session into its owner's queue, at the end or the head."""
    queue = tx.sessions.queue(session.owner_id)
    rank = 0.0
    if queue:
        rank = queue[0][1] - 1.0 if head else queue[-1][1] + 1.0
    hasten_parking(tx, ports, session.owner_id)
    return replace(_ready_to_start(tx, session), queue_rank=rank)


def start_or_queue(
    tx: Tx,
    ports: Ports,
    owner: Person,
    session: Session,
    drafts: Sequence[Draft] = (),
    *,
    head: bool = False,
) -> Session:
    """Queue the session, in which the drafts are why, and start whatever of the owner's has a
    slot, perhaps this one.

    Saves it and returns it as it stands after that.
    """
    slots, fresh = tx.sessions.slots(owner.id), session.next_seq == 1
    if drafts and not fresh:
        # What somebody does about an alert counts before it is withdrawn.
        session, drafts = append(tx, session, drafts), ()
    others = slots.queued - (session.state is State.QUEUED)
    if others == 0 and slots.held < ports.policy.cap_of(owner.cap):
        return _start(tx, ports, _ready_to_start(tx, session), drafts, fresh=fresh)
    session = append(tx, session, drafts) if drafts else session
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
        settling.withdraw_items(tx, session, None, "the session goes on", kept)
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
    return ports.policy.cap_of(owner.cap) - tx.sessions.slots(owner.id).held


def _start(
    tx: Tx,
    ports: Ports,
    session: Session,
    drafts: Sequence[Draft] = (),
    *,
    fresh: bool = False,
) -> Session:
    """Give the session a slot and open its turn; saves it. Nothing waits in a `fresh` one."""
    unread = session.next_seq
    tx.telemetry.queue_left(tx.now() - session.state_since)
    session = enter(tx, session, State.RUNNING, "a slot is free", drafts)
    session = open_turn(tx, ports, session)
    tx.sessions.save(session)
    if not fresh:
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
    """Ring for the turn after the commit, and look again if nobody comes: seldomer each time, but
    not past the moment at which its owner is told.
    """
    due = tx.now() + ports.policy.ring_again * 2.0 ** min(turn.ring - 1, 4)
    told = turn.ready_at + ports.policy.no_worker
    tx.timers.set(Timer(TimerKind.TURN, turn.id, told if tx.now() < told < due else due))
    tx.effects.append(Ring(Job.TURN, turn.id, turn.attempt, turn.ring, turn.pool))


def end_turn(tx: Tx, session: Session, turn: Turn, outcome: Outcome) -> Turn:
    """End the session's turn for good; whoever holds it is fenced and told."""
    ended = replace(turn, state=TurnState.ENDED, outcome=outcome, ended_at=tx.now(), worker=None)
    tx.turns.save(ended)
    tx.timers.drop(TimerKind.TURN, turn.id)
    tx.telemetry.turn_ended(outcome, tx.now() - turn.opened_at, session.model)
    if turn.state == TurnState.RUNNING:
        tx.effects.append(Cancel(turn.id))
    else:
        why = "nothing waits for a worker any more"
        settling.withdraw_alerts(tx, turn.session, Reason.NO_WORKER, why)
    settling.withdraw_with_turn(tx, turn.session)
    return ended


def end_open_turn(tx: Tx, session: Session, outcome: Outcome) -> Session:
    """End the session's open turn, if it has one."""
    if session.turn_id is not None:
        turn = tx.turns.lock(session.turn_id)
        if turn is not None and turn.state != TurnState.ENDED:
            end_turn(tx, session, turn, outcome)
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
