"""A check-in is due: its card in the inbox says how the session gets on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain.checkins import Report, told
from service.domain.effects import Changed
from service.domain.events import Event, Kind
from service.domain.ids import PersonId, SessionNumber
from service.domain.items import ALL_WELL, NO_MORE, STOP, Item, ItemKind, Severity
from service.domain.ladders import ONCE
from service.domain.persons import Person
from service.domain.policy import Policy
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.timers import Timer, TimerKind
from service.domain.tracking import BY_PEOPLE
from service.domain.turns import Phase, Turn, TurnState
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.supervisor.progress import Period, ignored_in, report
from service.usecases import lifecycle, outcomes, settling, stop, tell
from service.usecases.commit import commit
from service.usecases.pace import check_in_later
from service.usecases.set_check_in import checked

_MOST = 1_000
"""Events that are looked at: more than the watch's window holds."""
_END = 2**31 - 1


@dataclass(frozen=True, slots=True)
class _Seen:
    """A session at work as it was read, and what there is to say about it."""

    session: Session
    report: Report

    def still(self, session: Session) -> bool:
        """Tell whether that holds for the session as it is now."""
        before = self.session
        return session.turn_id == before.turn_id and session.checked_at == before.checked_at


async def check_in_due(ports: Ports, number: SessionNumber) -> None:
    """A session's check-in is due: renew its card, or look again later if it is not at work.

    Its events are read and judged outside of the transaction, which then checks that nothing
    that matters has changed.
    """
    seen = await ports.store.read(lambda reads: _look(reads, number, ports.policy))

    def work(tx: Tx) -> None:
        found = tx.sessions.get(number)
        if found is None:
            tx.timers.drop(TimerKind.CHECK_IN, str(number))
            return
        _, session = lifecycle.lock_both(tx, found)
        turn = tx.turns.get(session.turn_id) if session.turn_id else None
        if not session.check_every or session.state is not State.RUNNING or turn is None:
            # Its next turn sets it again.
            tx.timers.drop(TimerKind.CHECK_IN, str(number))
        elif not _works(turn, tx.now()):
            due = max(tx.now() + ports.policy.check_ins.again, turn.wait_until or 0.0)
            tx.timers.set(Timer(TimerKind.CHECK_IN, str(number), due))
        elif seen is not None and seen.still(session):
            _renew(tx, ports, session, turn, seen)

    await commit(ports, work)


def _works(turn: Turn, now: float) -> bool:
    """Tell whether a worker is at it: not waiting for one, nor for a provider, nor saving."""
    waits = turn.wait_until is not None and turn.wait_until > now
    return turn.state is TurnState.RUNNING and turn.phase is Phase.WORK and not waits


def _look(reads: Reads, number: SessionNumber, policy: Policy) -> _Seen | None:
    """Read how the session gets on; None if its check-in is not due (any more)."""
    now, session = reads.now(), reads.session(number)
    timers = [each for each in reads.timers([str(number)]) if each.kind is TimerKind.CHECK_IN]
    turn = reads.turn(session.turn_id) if session and session.turn_id else None
    if session is None or turn is None or all(each.due_at > now for each in timers):
        return None
    period = Period(turn.id, session.checked_upto, max(session.checked_at, turn.opened_at), now)
    orders = reads.events(number, kinds={Kind.CONTROL})
    alerts = [each.ask for each in reads.items(session=number) if each.kind is ItemKind.ALERT]
    events = _events(reads, number, session.checked_upto)
    return _Seen(session, report(events, period, policy.watch, ignored_in(orders), alerts))


def _events(reads: Reads, number: SessionNumber, upto: int) -> Sequence[Event]:
    """Return what happened since a person last wrote, and since the last check-in."""
    last = reads.events(number, before=_END, kinds=BY_PEOPLE, limit=1)
    after = min(upto, last[-1].seq - 1) if last else 0
    return reads.events(number, after=after, before=_END, limit=_MOST)


def _renew(tx: Tx, ports: Ports, session: Session, turn: Turn, seen: _Seen) -> None:
    """Bring the session's one card up to date, and set its next check-in.

    Its owner is told only of a doubt, or of each one if they said themselves how often. What was
    told already is taken back then, so that what stands last in their messages is what holds.
    """
    now, loud = tx.now(), bool(seen.report.doubts) or session.check_by_hand
    fresh = _item(tx, ports, session, turn, seen.report, loud=loud)
    loud = loud and not session.muted
    before = next(
        (each for each in tx.items.open_of(session.number) if each.kind is ItemKind.CHECK_IN), None
    )
    if before is not None and before.told and loud and not before.snoozed(now):
        settling.withdraw(tx, before, None, "a newer check-in is there")
        before = None
    if before is None:
        tell.opened(tx, ports, fresh, quietly=not loud)
    else:
        _update(tx, ports, before, fresh, loud=loud)
    upto = seen.session.next_seq - 1
    session = replace(session, checked_at=now, checked_upto=upto)
    tx.sessions.save(session)
    check_in_later(tx, session)


def _item(tx: Tx, ports: Ports, session: Session, turn: Turn, found: Report, *, loud: bool) -> Item:
    facts = {
        "after": round(found.after, 1),
        "every": session.check_every,
        "by_hand": session.check_by_hand,
        "doubts": list(found.doubts),
        "quietly": not loud,
    }
    return Item(
        lifecycle.new_item_id(ports),
        session.number,
        session.owner_id,
        ItemKind.CHECK_IN,
        told(found),
        tx.now(),
        severity=Severity.INFORMATIVE,
        choices=(ALL_WELL, STOP, NO_MORE),
        turn=turn.id,
        facts=facts,
    )


def _update(tx: Tx, ports: Ports, before: Item, fresh: Item, *, loud: bool) -> None:
    """Let the card say what holds now. One that is snoozed comes back when somebody asked."""
    now = tx.now()
    item = replace(
        before, ask=fresh.ask, opened_at=fresh.opened_at, turn=fresh.turn, facts=fresh.facts
    )
    if not before.snoozed(now):
        item = _telling(item, now) if loud else _silenced(item)
    outcomes.renew(tx, item)
    tell.tell_person(tx, ports, item.owner_id)


def _telling(item: Item, now: float) -> Item:
    """Let its owner be told of it, unless that is about to happen anyway."""
    if item.tell_at is not None:
        return item
    return replace(item, ladder=ONCE, ladder_from=now, tell_at=now)


def _silenced(item: Item) -> Item:
    """What was not told yet is told no more."""
    return replace(item, ladder=item.ladder if item.rung else (), tell_at=None)


def decided(
    tx: Tx, ports: Ports, owner: Person, session: Session, choice: str, by: PersonId
) -> Session:
    """Carry out what somebody chose on the card; both rows are locked. Saves the session."""
    if choice == STOP:
        return stop.stop_session(tx, ports, owner, session, by)
    pace = ports.policy.check_ins
    every = 0.0 if choice == NO_MORE else pace.grown(session.check_every)
    session = checked(tx, session, every)
    tx.sessions.save(session)
    tx.effects.append(Changed(session.number))
    return session
