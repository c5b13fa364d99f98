"""After a restore: what waits may have reached people already, and nobody holds anything."""

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement
from service.adapters.store.tables import sessions
from service.adapters.store.tables_attention import WAITS, deliveries, lanes
from service.adapters.store.tables_chat import CLAIMED, cards
from service.domain.deliveries import PHONE

_DELIVERIES = Statement(
    sa.update(deliveries)
    .where(WAITS, deliveries.c.begun_at.is_(None), deliveries.c.lane.not_like(f"{PHONE}:%"))
    .values(begun_at=deliveries.c.created_at),
)
_LANES = Statement(
    sa.update(lanes)
    .where(lanes.c.holder.is_not(None))
    .values(
        holder=sa.null(),
        claimed_until=sa.null(),
        due_at=sa.func.coalesce(lanes.c.due_at, sa.bindparam("at")),
    ),
)
_opened = (
    sa.select(sessions.c.created_at).where(sessions.c.number == cards.c.session).scalar_subquery()
)
_CARDS = Statement(
    sa.update(cards)
    .where(cards.c.message == sa.literal_column("''"), cards.c.begun_at.is_(None))
    .values(begun_at=_opened),
)
_CLAIMED = Statement(
    sa.update(cards)
    .where(CLAIMED)
    .values(
        holder=sa.null(),
        claimed_until=sa.null(),
        due_at=sa.func.coalesce(cards.c.due_at, sa.bindparam("at")),
    ),
)


def doubt(sql: Sql, at: float) -> int:
    """Have everything looked for before it is sent; return how many deliveries."""
    sql.run(_LANES, {"at": at})
    sql.run(_CARDS)
    sql.run(_CLAIMED, {"at": at})
    return sql.run(_DELIVERIES)
