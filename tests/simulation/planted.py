"""Bugs to be planted into the use cases, to show that the rules find them.

Each stands for a branch in which something was forgotten.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from service.agent import next_action
from service.domain.errors import LeaseLost
from service.domain.ids import SessionNumber
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Lease, Outcome, Turn, TurnState
from service.domain.watching import Patience
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases import claim, close_turn, idle, lifecycle, record, run_turn, settling
from service.usecases.commit import commit
from service.usecases.turn_run import TurnRun
from tests.simulation import planted_telling
from tests.simulation.run import Bug


@contextmanager
def missing_fence() -> Iterator[None]:
    """A turn that runs may be written to by whoever had it once: attempts are not compared."""

    def fence(tx: Tx, lease: Lease) -> tuple[Session, Turn]:
        session, turn = tx.sessions.lock(lease.session), tx.turns.lock(lease.turn)
        if turn is None or turn.state != TurnState.RUNNING:
            raise LeaseLost("the turn does not run")
        return session, turn

    with patch.object(record, "fence", fence), patch.object(close_turn, "fence", fence):
        yield


@contextmanager
def double_slot() -> Iterator[None]:
    """A waiting session is forgotten when slots are counted."""
    true = lifecycle.promote

    def promote(tx: Tx, ports: Ports, owner: Person) -> list[SessionNumber]:
        cap = ports.policy.cap_of(owner.cap) + len(tx.sessions.oldest_waiting(owner.id))
        return true(tx, ports, replace(owner, cap=cap))

    with patch.object(lifecycle, "promote", promote):
        yield


@contextmanager
def lost_ring() -> Iterator[None]:
    """Nobody rings again for a turn whose ring was lost."""

    def ring_again(tx: Tx, ports: Ports, session: Session, turn: Turn) -> None:
        tx.timers.set(Timer(TimerKind.TURN, turn.id, tx.now() + 365 * 86400.0))

    with patch.object(claim, "_ring_again", ring_again):
        yield


@contextmanager
def unread_at_close() -> Iterator[None]:
    """The closing transaction does not look for messages that came in meanwhile."""
    with patch.object(close_turn, "unread_messages", lambda tx, session: False):
        yield


@contextmanager
def capture_after_free() -> Iterator[None]:
    """The slot is freed when the work is over; what was made is saved afterwards."""

    async def capture_turn(run: TurnRun) -> None:
        base, lease = run.ports.base, run.held.lease

        def work(tx: Tx) -> None:
            owner, session, turn = close_turn.lock_for_holder(tx, lease)
            lifecycle.end_turn(tx, session, turn, turn.outcome or Outcome.ANSWERED)
            session = lifecycle.rest(tx, base, session, State.DONE, "finished")
            lifecycle.request_capture(tx, base, session)
            tx.sessions.save(session)
            lifecycle.promote(tx, base, owner)

        await commit(base, work)

    with patch.object(run_turn, "capture_turn", capture_turn):
        yield


@contextmanager
def silent_repeat() -> Iterator[None]:
    """A tool call that a crash interrupted is run again without a word."""
    true = next_action._settle_first

    def settle_first(history, last, pending, tools):  # type: ignore[no-untyped-def]
        settled = true(history, last, pending, tools)
        drafts = [] if settled is None else list(settled.drafts)
        kept = [d for d in drafts if not str(d.payload.get("result", "")).startswith("Interrupted")]
        return next_action.Settle(tuple(kept)) if kept else None

    with patch.object(next_action, "_settle_first", settle_first):
        yield


@contextmanager
def queue_jumped() -> Iterator[None]:
    """Who is queued last starts first."""
    true = lifecycle.enqueue

    def enqueue(tx: Tx, ports: Ports, session: Session, *, head: bool = False) -> Session:
        queued = true(tx, ports, session, head=head)
        return queued if head else replace(queued, queue_rank=-queued.queue_rank)

    with patch.object(lifecycle, "enqueue", enqueue):
        yield


@contextmanager
def held_forgotten() -> Iterator[None]:
    """An item about held messages is settled, and these are not."""
    with patch.object(settling, "let_go", lambda tx, item: None):
        yield


@contextmanager
def brake_forgotten() -> Iterator[None]:
    """Who claims a turn does not look whether it is frozen."""
    with patch.object(claim, "_frozen", lambda tx, session, turn: False):
        yield


@contextmanager
def silence_overlooked() -> Iterator[None]:
    """Nobody looks at a turn as long as its holder lives."""
    with patch.object(idle, "look", lambda tx, ports, session, turn: None):
        yield


@contextmanager
def alarm_about_nothing() -> Iterator[None]:
    """A call has two seconds, whatever it usually takes."""
    with patch.object(Patience, "for_tool", lambda self, tool, pace: 2.0):
        yield


BUGS: dict[str, Bug] = {
    "alarm about nothing": alarm_about_nothing,
    "brake forgotten": brake_forgotten,
    "missing fence": missing_fence,
    "double slot": double_slot,
    "lost ring": lost_ring,
    "unread message at close": unread_at_close,
    "capture after free": capture_after_free,
    "silence overlooked": silence_overlooked,
    "silent repeat": silent_repeat,
    "queue jumped": queue_jumped,
    "held message forgotten": held_forgotten,
    **planted_telling.BUGS,
}
