"""A database was put back from a backup: what it believes to be under way is judged anew."""

from dataclasses import dataclass

from service.domain.turns import TurnState
from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.claim import give_back
from service.usecases.commit import commit


@dataclass(frozen=True, slots=True)
class Judged:
    """`turns` were given back without a crash; so many deliveries are looked for before they are
    sent.
    """

    turns: int
    deliveries: int


async def judge(ports: Ports) -> Judged:
    """Give back what nobody works on any more, and doubt what may have been sent since.

    Call it before anything runs on the database; safe to repeat.
    """
    held = await ports.store.read(
        lambda reads: [turn for worker in reads.turns_held() for turn in reads.held_by(worker)]
    )

    def work(tx: Tx) -> Judged:
        turns = 0
        for each in held:
            seen = tx.turns.get(each)
            if seen is None:
                continue
            tx.sessions.lock(seen.session)
            turn = tx.turns.lock(each)
            if turn is not None and turn.state is TurnState.RUNNING:
                give_back(tx, ports, turn, crashes=turn.crashes)
                turns += 1
        tx.workers.forget(float("inf"))
        return Judged(turns, tx.doubt(tx.now()))

    return await commit(ports, work)
