"""Counts over the whole deployment.

Everything that is open, ready, running or due is counted in an index that holds nothing
else. Only the sessions at rest are counted in an index of all sessions.
"""

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, constant
from service.adapters.store.tables import items, sessions, timers, turns
from service.domain.items import ItemKind, ItemState
from service.domain.states import State
from service.domain.turns import TurnState
from service.ports.reads import Census

_count = sa.func.count()

_SESSIONS = Statement(sa.select(sessions.c.state, _count).group_by(sessions.c.state))
_ITEMS = Statement(
    sa.select(items.c.kind, _count)
    .where(items.c.state == constant(ItemState.OPEN))
    .group_by(items.c.kind),
)
_READY = Statement(
    sa.select(_count, sa.func.min(turns.c.ready_at)).where(
        turns.c.state == constant(TurnState.READY),
    ),
)
_RUNNING = Statement(
    sa.select(_count).where(turns.c.state == constant(TurnState.RUNNING)),
)
_DUE = Statement(sa.select(_count).where(timers.c.due_at <= sa.bindparam("now")))


def taken(sql: Sql) -> Census:
    """Count."""
    ready, oldest = sql.all(_READY)[0]
    return Census(
        sessions=dict.fromkeys(State, 0)
        | {State(state): count for state, count in sql.all(_SESSIONS)},
        open_items=dict.fromkeys(map(str, ItemKind), 0) | dict(map(tuple, sql.all(_ITEMS))),
        turns_ready=ready,
        turns_running=sql.all(_RUNNING)[0][0],
        oldest_ready_at=oldest,
        timers_due=sql.all(_DUE, {"now": sql.now()})[0][0],
    )
