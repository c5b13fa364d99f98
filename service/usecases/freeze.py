"""The operator's brake: work is held back until it is let go, and goes on where it was.

Nothing of a session changes: it keeps its state, its slot and its place. A turn that waits is
not claimed, one at work is given back after its step, and no crash is counted.
"""

from dataclasses import dataclass
from functools import partial

from service.domain.errors import Refused
from service.domain.freezes import Freeze, Scope, holding
from service.domain.ids import PersonId, SessionNumber, TurnId
from service.domain.operations import reason_of
from service.domain.timers import Timer, TimerKind
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases.commit import commit


@dataclass(frozen=True, slots=True)
class Thawed:
    """What goes on now: so many turns, and whether some stay held back by another freeze."""

    turns: int
    still: int


async def freeze(ports: Ports, scope: Scope, name: str, reason: str) -> Freeze:
    """Hold work back, with a reason for people; a freeze of the same scope gets the new one.

    Workers learn of it within a second. Raises Refused if the reason is too long, Temporary.
    """
    line = reason_of(reason)

    def work(tx: Tx) -> Freeze:
        made = Freeze(scope, name, line, tx.now())
        tx.freezes.put(made)
        return made

    made = await commit(ports, work)
    # Those at work are told of when they are given back.
    for turn, number in await ports.store.read(partial(_waits, freeze=made)):
        await commit(ports, partial(_wake, turn=turn, number=number))
    return made


def _waits(reads: Reads, freeze: Freeze) -> list[tuple[TurnId, SessionNumber]]:
    """Return the turns that wait for a worker and are held back by it."""
    owners = ((turn, reads.session(turn.session)) for turn in reads.turns_ready())
    return [
        (turn.id, turn.session)
        for turn, session in owners
        if session is not None and freeze.holds(turn.pool, session.owner_id)
    ]


async def thaw(ports: Ports, scope: Scope, name: str) -> Thawed:
    """Let what was held back go on. Raises Refused if nothing is frozen so."""

    def work(tx: Tx) -> None:
        if not tx.freezes.lift(Freeze(scope, name, "", 0.0)):
            raise Refused(_nothing(tx))

    await commit(ports, work)
    free, still = await ports.store.read(_waiting)
    for turn, number in free:
        await commit(ports, partial(_wake, turn=turn, number=number))
    return Thawed(len(free), still)


def _waiting(reads: Reads) -> tuple[list[tuple[TurnId, SessionNumber]], int]:
    """Return the turns that wait for a worker and may go on, and how many may not."""
    freezes, ready = reads.freezes(), reads.turns_ready()
    owners = {each.session: reads.session(each.session) for each in ready}
    free = [
        (turn.id, turn.session)
        for turn in ready
        if (session := owners[turn.session]) is not None
        and holding(freezes, turn.pool, session.owner_id) is None
    ]
    return free, len(ready) - len(free)


def _wake(tx: Tx, turn: TurnId, number: SessionNumber) -> None:
    """Have the next sweep look at it: it is rung for, or its people see what holds it back."""
    tx.timers.set(Timer(TimerKind.TURN, turn, tx.now()))
    tx.cards.stir(number, tx.now())


def _nothing(tx: Tx) -> str:
    frozen = ", ".join(_called(tx, each) for each in tx.freezes.all())
    return f"That is not frozen. Frozen: {frozen or 'nothing'}."


def _called(tx: Tx, freeze: Freeze) -> str:
    if freeze.scope is not Scope.PERSON:
        return f"pool {freeze.name}" if freeze.name else "everything"
    person = tx.persons.get(PersonId(freeze.name))
    return f"the sessions of {person.name if person else freeze.name}"
