"""The operator's brake: work is held back until it is let go, and goes on where it was.

Nothing of a session changes: it keeps its state, its slot and its place. A turn that waits is
not claimed, one at work is given back after its step, and no crash is counted.
"""

from dataclasses import dataclass

from service.domain.errors import Refused
from service.domain.freezes import Freeze, Scope, holding
from service.domain.ids import SessionNumber, TurnId
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

    Workers learn of it within a second. Raises Temporary.
    """

    def work(tx: Tx) -> Freeze:
        made = Freeze(scope, name, reason.strip(), tx.now())
        tx.freezes.put(made)
        return made

    return await commit(ports, work)


async def thaw(ports: Ports, scope: Scope, name: str) -> Thawed:
    """Let what was held back go on. Raises Refused if nothing is frozen so."""

    def work(tx: Tx) -> None:
        if not tx.freezes.lift(Freeze(scope, name, "", 0.0)):
            raise Refused(_nothing(tx))

    await commit(ports, work)
    free, still = await ports.store.read(_waiting)
    for turn, number in free:
        await commit(ports, lambda tx, it=turn, its=number: _wake(tx, it, its))  # type: ignore[misc]
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
    """Have it rung for in the next sweep."""
    tx.timers.set(Timer(TimerKind.TURN, turn, tx.now()))
    tx.cards.stir(number, tx.now())


def _nothing(tx: Tx) -> str:
    frozen = ", ".join(f"{each.scope} {each.name}".strip() for each in tx.freezes.all())
    return f"That is not frozen. Frozen: {frozen or 'nothing'}."
