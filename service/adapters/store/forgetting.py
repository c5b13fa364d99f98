"""Old deliveries are dropped: who was told what long ago is nobody's business any more."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement
from service.adapters.store.tables_attention import ITEM_OPEN, WAITS, deliveries, items
from service.domain.ids import DeliveryId

_old = sa.and_(
    deliveries.c.id < sa.bindparam("before"),
    deliveries.c.id > sa.bindparam("after"),
    sa.not_(WAITS),
    sa.not_(sa.exists().where(items.c.id == deliveries.c.item, ITEM_OPEN)),
)
_OLDEST = Statement(
    sa.select(deliveries.c.id)
    .where(_old)
    .order_by(deliveries.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer())),
)
_DROP = Statement(sa.delete(deliveries).where(deliveries.c.id == sa.bindparam("id")))
_OLD = Statement(sa.select(sa.func.count()).select_from(deliveries).where(_old))


def forget(sql: Sql, before: DeliveryId, after: DeliveryId, limit: int) -> Sequence[DeliveryId]:
    """Drop settled deliveries, the oldest first; return their ids."""
    rows = sql.all(_OLDEST, {"before": before, "after": after, "limit": limit})
    if rows:
        sql.many(_DROP, [{"id": row[0]} for row in rows])
    return [DeliveryId(row[0]) for row in rows]


def forgettable(sql: Sql, before: DeliveryId) -> int:
    """Count what `forget` would drop."""
    row = sql.one(_OLD, {"before": before, "after": ""})
    return 0 if row is None else int(row[0])
