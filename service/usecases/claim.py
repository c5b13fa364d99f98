"""A worker claims a turn, gives it back, or takes it from a holder that is gone."""

from dataclasses import dataclass, replace

import structlog

from service.domain import events
from service.domain.effects import Changed
from service.domain.freezes import holding
from service.domain.ids import SessionNumber, TurnId, WorkerId
from service.domain.items import Item, ItemKind, Reason
from service.domain.persons import Person
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Lease, Phase, Turn, TurnState
from service.ports.bundle import Ports, WorkerPorts
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import idle, lifecycle, presence, settling
from service.usecases.close_turn import fail_session, lock_for_holder
from service.usecases.commit import commit
from service.usecases.park import park_session

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A turn that is now this worker's, and its session as it stood then."""

    lease: Lease
    session: Session
    turn: Turn


async def claim(ports: WorkerPorts, turn_id: TurnId, attempt: int) -> Claimed | None:
    """Take the lease of a ready turn; None if it is somebody else's, over, or a new attempt."""

    def work(tx: Tx) -> Claimed | None:
        seen = tx.turns.get(turn_id)
        if seen is None or seen.state != TurnState.READY:
            return None
        session = tx.sessions.lock(seen.session)
        turn = tx.turns.lock(turn_id)
        if turn is None or not _claimable(session, turn, attempt):
            return None
        if _frozen(tx, session, turn):
            return None
        now = tx.now()
        until = now + ports.base.policy.lease
        claimed = replace(
            turn,
            state=TurnState.RUNNING,
            worker=ports.worker,
            lease_until=until,
            last_progress_at=now,
            claimed_at=turn.claimed_at or now,
        )
        tx.turns.save(claimed)
        tx.timers.set(Timer(TimerKind.TURN, turn.id, until))
        if turn.ring > 1:
            settling.withdraw_alerts(
                tx, session.number, Reason.NO_WORKER, "a worker has taken it up"
            )
        tx.telemetry.turn_dispatched(now - turn.ready_at)
        return Claimed(Lease(turn.id, session.number, attempt, ports.worker), session, claimed)

    return await commit(ports.base, work)


def _claimable(session: Session, turn: Turn, attempt: int) -> bool:
    return (
        turn.state == TurnState.READY
        and turn.attempt == attempt
        and session.turn_id == turn.id
        and session.state == State.RUNNING
    )


def _frozen(tx: Tx, session: Session, turn: Turn) -> bool:
    """Tell whether an operator holds its work back; what is made is saved all the same."""
    if turn.phase is Phase.CAPTURE:
        return False
    return holding(tx.freezes.all(), turn.pool, session.owner_id) is not None


async def hand_over(ports: Ports, lease: Lease, broke: str = "", *, at_once: bool = True) -> None:
    """Give the turn back for another worker.

    `broke` says what went wrong here: that counts like a crash, and at the limit the turn
    fails. Without `at_once` the next holder is rung for when the timer is due. Raises
    LeaseLost if it was taken already.
    """

    def work(tx: Tx) -> None:
        owner, session, turn = lock_for_holder(tx, lease)
        crashes = turn.crashes + (1 if broke else 0)
        if broke:
            tx.telemetry.turn_crashed("broke")
        if crashes >= ports.policy.max_crashes:
            fail_session(tx, ports, owner, session, turn, broke)
        else:
            give_back(tx, ports, turn, crashes=crashes, at_once=at_once)

    await commit(ports, work)


async def reclaim(ports: WorkerPorts) -> int:
    """Give back what this worker's name still holds from an earlier life; return how many.

    Call it once at start. Only a supervisor that knows the earlier process to be gone may
    give a worker its name again.
    """
    held = await ports.base.store.read(lambda reads: reads.held_by(ports.worker))
    for turn in held:
        await turn_due(ports.base, turn, worker=ports.worker)
    return len(held)


def give_back(tx: Tx, ports: Ports, turn: Turn, *, crashes: int, at_once: bool = True) -> None:
    """Make the turn ready for its next attempt and ring for it, at once or by its timer."""
    ready = replace(
        turn,
        state=TurnState.READY,
        worker=None,
        attempt=turn.attempt + 1,
        crashes=crashes,
        ring=1 if at_once else 0,
        ready_at=tx.now(),
        lease_until=0.0,
        wait_until=None,
        wait_reason="",
        in_flight={},
        expected_by=None,
    )
    tx.turns.save(ready)
    if turn.idle_item is not None:
        settling.withdraw_alerts(tx, turn.session, Reason.IDLE, "another worker takes it up")
    if at_once:
        lifecycle.ring(tx, ports, ready)
    else:
        due = tx.now() + ports.policy.ring_again
        tx.timers.set(Timer(TimerKind.TURN, ready.id, due))
    tx.effects.append(Changed(turn.session))


async def turn_due(ports: Ports, turn_id: TurnId, worker: WorkerId | None = None) -> None:
    """A turn's timer is due: ring again, take it from a holder that died, or look whether one that
    lives waits for too long; tell its owner what they should know.

    With `worker`, a lease of that worker counts as lost whatever its time.
    """
    owner_of = await ports.store.read(lambda reads: _owner_of(reads, turn_id))
    if owner_of is None:
        return

    def work(tx: Tx) -> None:
        owner = tx.persons.lock(owner_of.owner_id)
        session = tx.sessions.lock(owner_of.number)
        turn = tx.turns.lock(turn_id)
        if turn is None or turn.state == TurnState.ENDED or session.turn_id != turn_id:
            tx.timers.drop(TimerKind.TURN, turn_id)
        elif turn.state == TurnState.READY:
            _ring_again(tx, ports, session, turn)
        elif turn.lease_until > tx.now() and turn.worker != worker:
            soon = idle.look(tx, ports, session, turn)
            due = turn.lease_until if soon is None else min(turn.lease_until, soon)
            tx.timers.set(Timer(TimerKind.TURN, turn_id, due))
        else:
            _take_over(tx, ports, owner, session, turn)

    await commit(ports, work)


def _owner_of(reads: Reads, turn_id: TurnId) -> Session | None:
    turn = reads.turn(turn_id)
    return None if turn is None else reads.session(SessionNumber(turn.session))


def _ring_again(tx: Tx, ports: Ports, session: Session, turn: Turn) -> None:
    if _frozen(tx, session, turn):
        # It waits for nobody meanwhile: once it is thawed a worker has all the time it has else.
        tx.turns.save(replace(turn, ready_at=tx.now()))
        tx.timers.set(Timer(TimerKind.TURN, turn.id, tx.now() + ports.policy.no_worker / 2))
        settling.withdraw_alerts(tx, session.number, Reason.NO_WORKER, "its operator holds it back")
        tx.cards.stir(session.number, tx.now())
        tx.effects.append(Changed(session.number))
        return
    # A turn given back without a ring has none yet; claiming one rung once withdraws no alert.
    again = replace(turn, ring=max(turn.ring, 1) + 1)
    tx.turns.save(again)
    lifecycle.ring(tx, ports, again)
    tx.telemetry.bell_repaired()
    if tx.now() < turn.ready_at + ports.policy.no_worker:
        return
    waited = tx.now() - turn.ready_at
    if any(each.reason == Reason.NO_WORKER for each in tx.items.open_of(session.number)):
        return
    text = f"No worker in pool {turn.pool} has taken this up for {waited:.0f} s"
    text = f"{text}. {presence.who_could(tx, turn.pool)}"
    _log.error("no_worker", turn=turn.id, session=session.number, pool=turn.pool)
    lifecycle.open_item(
        tx,
        ports,
        Item(
            lifecycle.new_item_id(ports),
            session.number,
            session.owner_id,
            ItemKind.ALERT,
            text,
            tx.now(),
            reason=Reason.NO_WORKER,
            turn=turn.id,
        ),
    )
    session = lifecycle.append(tx, session, [events.alert(Reason.NO_WORKER, text)])
    tx.sessions.save(session)


def _take_over(tx: Tx, ports: Ports, owner: Person, session: Session, turn: Turn) -> None:
    crashes = turn.crashes + 1
    tx.telemetry.lease_lost(taken_over=crashes < ports.policy.max_crashes)
    tx.telemetry.turn_crashed("lease_lost")
    _log.warning(
        "lease_lost",
        turn=turn.id,
        session=session.number,
        worker=turn.worker,
        attempt=turn.attempt,
        crashes=crashes,
    )
    if crashes >= ports.policy.max_crashes:
        why = f"Its worker died {crashes} times at the same step"
        fail_session(tx, ports, owner, session, turn, why)
    elif session.park_asked:
        park_session(tx, ports, owner, session, "parked, its worker was gone")
    else:
        give_back(tx, ports, turn, crashes=crashes)
