"""Recording a step: one transaction, fenced by the lease, never open across a call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.budgets import Usage
from service.domain.dates import day_of
from service.domain.errors import LeaseLost
from service.domain.events import Draft, Event
from service.domain.ids import PersonId
from service.domain.receipts import PENDING, Fate
from service.domain.sessions import Session
from service.domain.turns import Lease, Outcome, Phase, Turn, TurnState
from service.ports.store import Tx
from service.usecases import lifecycle

NOTHING = Usage()


@dataclass(frozen=True, slots=True)
class Step:
    """What a step leaves behind.

    `known` is the last event that the holder has read. `read_upto` is set by a model call:
    the events it had read; `seen` are the people's messages among them that no model had
    read before, as they were. `watched` is what judges beside the turn used. `phase` and
    `outcome` are set when the work is over; `doubt` is how near the agent is to being called
    stuck.
    """

    known: int
    drafts: Sequence[Draft] = ()
    usage: Usage = NOTHING
    read_upto: int | None = None
    seen: Sequence[Event] = ()
    watched: Usage = NOTHING
    context_from: int | None = None
    phase: Phase | None = None
    outcome: Outcome | None = None
    wait_until: float | None = None
    wait_reason: str = ""
    doubt: float = 0.0


class Outdated(Exception):
    """The model read a message that its author changed before the reply was recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The rows after the step, the events since `known`, and what the owner used today."""

    session: Session
    turn: Turn
    events: Sequence[Event]
    day: Usage
    day_grants: int


def fence(tx: Tx, lease: Lease) -> tuple[Session, Turn]:
    """Lock session and turn for their holder. Raises LeaseLost if somebody else decides now."""
    session = tx.sessions.lock(lease.session)
    turn = tx.turns.lock(lease.turn)
    held = (
        turn is not None
        and turn.state == TurnState.RUNNING
        and turn.attempt == lease.attempt
        and turn.worker == lease.worker
        and session.turn_id == lease.turn
    )
    if turn is None or not held:
        raise LeaseLost(f"turn {lease.turn}, attempt {lease.attempt}, is no longer held here")
    return session, turn


def record(tx: Tx, lease: Lease, step: Step) -> Recorded:
    """Append the step's events, add up what it used and return what is new.

    Raises LeaseLost, or Outdated; then nothing is written.
    """
    session, turn = fence(tx, lease)
    if any(tx.events.get(session.number, event.seq) != event for event in step.seen):
        raise Outdated
    now = tx.now()
    # What its holder knows all of need not be read again.
    knows_all = session.next_seq - 1 <= step.known
    session, events = lifecycle.appended(tx, session, step.drafts, lease.turn)
    if step.read_upto is not None:
        if step.read_upto > session.read_upto:
            tx.receipts.settle(session.number, step.read_upto, Fate.READ, PENDING)
        session = replace(session, read_upto=max(session.read_upto, step.read_upto))
    if step.context_from is not None:
        session = replace(session, context_from=step.context_from)
    session = replace(used_by(session, step.usage, step.watched), doubt=step.doubt)
    # Steps, cost and what it does are shown in their own time; most steps change nothing else.
    matters = step.phase is not None or step.wait_until != turn.wait_until
    tx.sessions.save(session, stirs=matters)
    turn = _advanced(turn, step, now)
    tx.turns.save(turn)
    day, grants = charge(tx, session.owner_id, now, step.usage.plus(step.watched))
    if not knows_all:
        events = tx.events.after(session.number, step.known)
    return Recorded(session, turn, events, day, grants)


def used_by(session: Session, usage: Usage, watched: Usage) -> Session:
    """Add to what the session used: by its work, and by judges that watched it."""
    total = session.usage.plus(usage).plus(watched)
    return replace(
        session,
        steps=total.steps,
        tokens=total.tokens,
        cost_usd=total.cost_usd,
        seconds=total.seconds,
        watch_tokens=session.watch_tokens + watched.tokens,
        watch_usd=session.watch_usd + watched.cost_usd,
    )


def without_time(used: Usage) -> Usage:
    """Return what somebody beside the agent used: it takes none of its time."""
    return Usage(0, used.tokens, used.cost_usd)


def charge(tx: Tx, person: PersonId, now: float, usage: Usage) -> tuple[Usage, int]:
    """Add to the person's day; return what the day has used and how often more was granted."""
    day = day_of(now)
    if usage != NOTHING:
        return tx.persons.charge(person, day, usage)
    return tx.persons.spent(person, day)


def _advanced(turn: Turn, step: Step, now: float) -> Turn:
    used = turn.usage.plus(step.usage).plus(step.watched)
    return replace(
        turn,
        crashes=0 if step.drafts and step.wait_until is None else turn.crashes,
        last_progress_at=now,
        in_flight={},
        expected_by=None,
        wait_until=step.wait_until,
        wait_reason=step.wait_reason,
        steps=used.steps,
        tokens=used.tokens,
        cost_usd=used.cost_usd,
        seconds=used.seconds,
        phase=step.phase or turn.phase,
        outcome=step.outcome or turn.outcome,
    )
