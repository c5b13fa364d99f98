"""Counts over the whole deployment.

Everything that is open, ready, running or due is counted in an index that holds nothing
else. Only the sessions at rest are counted in an index of all sessions.
"""

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, constant
from service.adapters.store.tables import sessions, timers, turns
from service.adapters.store.tables_attention import DEAD, ITEM_OPEN, WAITS, deliveries, items
from service.domain.items import ItemKind
from service.domain.states import State
from service.domain.turns import TurnState
from service.ports.reads import Census

_count = sa.func.count()

_SESSIONS = Statement(sa.select(sessions.c.state, _count).group_by(sessions.c.state))
_ITEMS = Statement(
    sa.select(items.c.kind, _count, sa.func.min(items.c.opened_at))
    .where(ITEM_OPEN)
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
_WAITING = Statement(sa.select(_count, sa.func.min(deliveries.c.created_at)).where(WAITS))
_DEAD = Statement(sa.select(_count).where(DEAD))


def taken(sql: Sql) -> Census:
    """Count."""
    ready, oldest = sql.all(_READY)[0]
    opened = sql.all(_ITEMS)
    waiting, oldest_delivery = sql.all(_WAITING)[0]
    return Census(
        sessions=dict.fromkeys(State, 0)
        | {State(state): count for state, count in sql.all(_SESSIONS)},
        open_items=dict.fromkeys(map(str, ItemKind), 0)
        | {kind: count for kind, count, _ in opened},
        turns_ready=ready,
        turns_running=sql.all(_RUNNING)[0][0],
        oldest_ready_at=oldest,
        timers_due=sql.all(_DUE, {"now": sql.now()})[0][0],
        oldest_item_at=min((at for _, _, at in opened), default=None),
        deliveries_waiting=waiting,
        oldest_delivery_at=oldest_delivery,
        deliveries_dead=sql.all(_DEAD)[0][0],
    )
