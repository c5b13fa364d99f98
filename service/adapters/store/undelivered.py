"""What did not reach anybody, for operators: it waits, or was given up."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store.outbox import ROWS
from service.adapters.store.statements import Sql, Statement
from service.adapters.store.tables_attention import DEAD, WAITS, deliveries
from service.domain.deliveries import Delivery, DeliveryState

_STATES = {DeliveryState.WAITING: WAITS, DeliveryState.DEAD: DEAD}
_BEYOND = ";"
"""The character after the colon that ends a channel's name in a lane."""


@cache
def _listing(state: DeliveryState, *, one_channel: bool) -> Statement:
    clause = sa.select(*ROWS.columns).where(_STATES[state])
    if one_channel:
        lane = deliveries.c.lane
        clause = clause.where(lane > sa.bindparam("from"), lane < sa.bindparam("to"))
    limit = sa.bindparam("limit", type_=sa.Integer())
    return Statement(clause.order_by(deliveries.c.id).limit(limit))


def listed(sql: Sql, state: DeliveryState, channel: str, limit: int) -> Sequence[Delivery]:
    """Return deliveries that wait or are dead, the oldest first."""
    statement = _listing(state, one_channel=bool(channel))
    params = {"from": f"{channel}:", "to": f"{channel}{_BEYOND}", "limit": limit}
    return ROWS.read_all(sql.all(statement, params))
