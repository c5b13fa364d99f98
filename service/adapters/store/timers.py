"""Everything that happens later."""

from collections.abc import Collection, Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, binds, bound, upsert
from service.adapters.store.tables import timers
from service.domain.timers import Timer, TimerKind

ROWS = Rows(Timer, timers)

_select = sa.select(*ROWS.columns)

_SET = upsert(timers, lambda new: {"due_at": new.due_at})
_DROP = Statement(
    sa.delete(timers).where(
        timers.c.ref == sa.bindparam("ref"),
        timers.c.kind == sa.bindparam("kind"),
    ),
)
_DUE = Statement(
    _select.where(timers.c.due_at <= sa.bindparam("now"))
    .order_by(timers.c.due_at, timers.c.ref, timers.c.kind)
    .limit(sa.bindparam("limit", type_=sa.Integer())),
)
_NEXT_DUE = Statement(sa.select(sa.func.min(timers.c.due_at)))


@cache
def _of(count: int) -> Statement:
    return Statement(
        _select.where(timers.c.ref.in_(binds("ref", count))).order_by(timers.c.due_at),
    )


class SqlTimers:
    """Timers in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def set(self, timer: Timer) -> None:
        self._sql.run(_SET, ROWS.params(timer))

    def drop(self, kind: TimerKind, ref: str) -> None:
        self._sql.run(_DROP, {"ref": ref, "kind": kind.value})

    def due(self, now: float, limit: int) -> Sequence[Timer]:
        return ROWS.read_all(self._sql.all(_DUE, {"now": now, "limit": limit}))

    def next_due(self) -> float | None:
        row = self._sql.one(_NEXT_DUE)
        return None if row is None else row[0]

    def of(self, refs: Collection[str]) -> Sequence[Timer]:
        """Return the timers of the references, the next one due first."""
        if not refs:
            return []
        return ROWS.read_all(self._sql.all(_of(len(refs)), bound("ref", refs)))
