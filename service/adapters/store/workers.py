"""Workers, and how many turns they hold; there are as many rows as processes."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.freezes import frozen
from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, constant, upsert
from service.adapters.store.tables import sessions, turns
from service.adapters.store.tables_operating import workers
from service.adapters.store.turns import ROWS as TURNS
from service.domain.ids import TurnId, WorkerId
from service.domain.states import State
from service.domain.turns import Phase, Turn, TurnState
from service.domain.workers import Worker

ROWS = Rows(Worker, workers)

_select = sa.select(*ROWS.columns).order_by(workers.c.pool, workers.c.id)
_count = sa.func.count()

_SEEN = upsert(workers, lambda new: {name: new[name] for name in ROWS.without("id")})
_by_id = sa.update(workers).where(workers.c.id == sa.bindparam("id"))
_LIVES = Statement(_by_id.values(seen_at=sa.bindparam("at"), left_at=sa.null()))
_LEFT = Statement(_by_id.values(left_at=sa.bindparam("at")))
_SINCE = Statement(
    _select.where(workers.c.seen_at >= sa.bindparam("since"), workers.c.left_at.is_(None)),
)
_ALL = Statement(_select)
_POOLS = Statement(sa.select(workers.c.pool).distinct().order_by(workers.c.pool))
_FORGET = Statement(sa.delete(workers).where(workers.c.seen_at < sa.bindparam("before")))
_HELD = Statement(
    sa.select(turns.c.worker, _count)
    .where(turns.c.state == constant(TurnState.RUNNING))
    .group_by(turns.c.worker),
)
_READY = Statement(
    sa.select(*TURNS.columns)
    .where(turns.c.state == constant(TurnState.READY))
    .order_by(turns.c.ready_at),
)

# Beside what `claim` asks for: a turn that was given back without a ring is left to its timer.
_UNCLAIMED = Statement(
    sa.select(turns.c.id, turns.c.attempt)
    .join(sessions, sessions.c.number == turns.c.session)
    .where(
        turns.c.state == constant(TurnState.READY),
        turns.c.pool == sa.bindparam("pool"),
        turns.c.ring > 0,
        sessions.c.turn_id == turns.c.id,
        sessions.c.state == constant(State.RUNNING),
        sa.or_(turns.c.phase == constant(Phase.CAPTURE), sa.not_(frozen(turns.c.pool))),
    )
    .order_by(turns.c.ready_at, turns.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer())),
)


class SqlWorkers:
    """Workers in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def seen(self, worker: Worker) -> None:
        self._sql.run(_SEEN, ROWS.params(worker))

    def lives(self, worker: WorkerId, at: float) -> bool:
        return bool(self._sql.run(_LIVES, {"id": worker, "at": at}))

    def left(self, worker: WorkerId, at: float) -> None:
        self._sql.run(_LEFT, {"id": worker, "at": at})

    def seen_since(self, since: float) -> Sequence[Worker]:
        return ROWS.read_all(self._sql.all(_SINCE, {"since": since}))

    def pools(self) -> Sequence[str]:
        return [pool for (pool,) in self._sql.all(_POOLS)]

    def forget(self, before: float) -> None:
        self._sql.run(_FORGET, {"before": before})

    def all(self) -> Sequence[Worker]:
        """Return all that are known."""
        return ROWS.read_all(self._sql.all(_ALL))

    def turns_held(self) -> dict[WorkerId, int]:
        """Count the running turns of each worker."""
        return {WorkerId(worker): count for worker, count in self._sql.all(_HELD)}

    def turns_ready(self) -> Sequence[Turn]:
        """Return the turns that wait for a worker, the longest waiting first."""
        return TURNS.read_all(self._sql.all(_READY))

    def turns_unclaimed(self, pool: str, limit: int) -> Sequence[tuple[TurnId, int]]:
        """Return the turns that a worker of the pool may claim, the longest waiting first."""
        rows = self._sql.all(_UNCLAIMED, {"pool": pool, "limit": limit})
        return [(TurnId(turn), attempt) for turn, attempt in rows]
