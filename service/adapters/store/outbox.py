"""Deliveries on their way, and the lanes that they go out by.

Who adds to a lane and who gives it back both lock its row first, and only then look at what
waits in it, so that neither misses what the other does.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store import forgetting
from service.adapters.store.rows import Rows
from service.adapters.store.statements import (
    Params,
    Row,
    Sql,
    Statement,
    constant,
    insert,
    upsert,
)
from service.adapters.store.tables_attention import DEAD, LOUD, WAITS, deliveries, lanes
from service.domain.deliveries import Delivery, DeliveryKind, DeliveryState, channel_of
from service.domain.ids import DeliveryId, ItemId, PersonId

ROWS = Rows(Delivery, deliveries)
_OUTCOME = ("state", "attempts", "due_at", "settled_at", "receipt", "failure")

_select = sa.select(*ROWS.columns)
_in_lane = deliveries.c.lane == sa.bindparam("lane")
_of_person = deliveries.c.person_id == sa.bindparam("person_id")
_withdrawn = constant(DeliveryState.WITHDRAWN)
_limit = sa.bindparam("limit", type_=sa.Integer())
_by_lane = lanes.c.lane == sa.bindparam("lane")
_held = lanes.c.holder == sa.bindparam("holder")


def _withdraw(which: sa.ColumnElement[bool]) -> sa.ClauseElement:
    return (
        sa.update(deliveries)
        .where(which, WAITS)
        .values(state=_withdrawn, settled_at=sa.bindparam("at"))
        .returning(deliveries.c.lane)
    )


_ADD = insert(deliveries)
# Something that waits before it goes first: its time is the lane's.
_WAKE = upsert(
    lanes,
    lambda new: {"due_at": sa.func.coalesce(lanes.c.due_at, new.due_at)},
)
_WAKE_NOW = upsert(lanes, lambda new: {"due_at": new.due_at})
_GET = Statement(_select.where(deliveries.c.id == sa.bindparam("id")))
_REVIVE = Statement(
    sa.update(deliveries)
    .where(deliveries.c.id == sa.bindparam("id"), DEAD)
    .values({name: sa.bindparam(name) for name in (*_OUTCOME, "facts")}),
)
_CLAIMABLE = Statement(
    sa.select(lanes.c.due_at, lanes.c.lane)
    .where(
        lanes.c.channel == sa.bindparam("channel"),
        lanes.c.due_at <= sa.bindparam("now"),
        sa.or_(lanes.c.holder.is_(None), lanes.c.claimed_until < sa.bindparam("now")),
    )
    .order_by(lanes.c.due_at)
    .limit(_limit)
    .with_for_update(skip_locked=True, key_share=True),
)
_CLAIM = Statement(
    sa.update(lanes)
    .where(_by_lane)
    .values(holder=sa.bindparam("holder"), claimed_until=sa.bindparam("until")),
)
_KEEP = Statement(
    sa.update(lanes).where(_by_lane, _held).values(claimed_until=sa.bindparam("until")),
)
_LOCK_HELD = Statement(
    sa.select(lanes.c.lane).where(_by_lane, _held).with_for_update(key_share=True),
)
# Whoever holds the lane, or is about to, looks at what waits in it when they give it back.
_LOCK_FREE = Statement(
    sa.select(lanes.c.lane)
    .where(_by_lane, lanes.c.holder.is_(None))
    .with_for_update(skip_locked=True, key_share=True),
)
_HEAD = Statement(
    sa.select(deliveries.c.due_at).where(_in_lane, WAITS).order_by(deliveries.c.id).limit(1),
)
_FREE = Statement(
    sa.update(lanes)
    .where(_by_lane)
    .values(holder=sa.null(), claimed_until=sa.null(), due_at=sa.bindparam("due_at")),
)
_CLEAR = Statement(sa.delete(lanes).where(_by_lane))
_BEGIN = Statement(
    sa.update(deliveries)
    .where(deliveries.c.id == sa.bindparam("id"))
    .values(begun_at=sa.bindparam("at")),
)
_BY_RECEIPT = Statement(
    _select.where(
        _in_lane,
        deliveries.c.receipt == sa.bindparam("receipt"),
        deliveries.c.receipt != sa.literal_column("''"),
    )
    .order_by(deliveries.c.id.desc())
    .limit(1),
)
_WAITING = Statement(_select.where(_in_lane, WAITS).order_by(deliveries.c.id).limit(_limit))
_ABOUT = Statement(
    _select.where(deliveries.c.item == sa.bindparam("item")).order_by(deliveries.c.id),
)
_SETTLE = Statement(
    sa.update(deliveries)
    .where(deliveries.c.id == sa.bindparam("id"), WAITS)
    .values({name: sa.bindparam(name) for name in _OUTCOME}),
)
_STANDS = Statement(
    sa.update(deliveries)
    .where(deliveries.c.id == sa.bindparam("id"), deliveries.c.state == _withdrawn)
    .values(state=constant(DeliveryState.SENT), receipt=sa.bindparam("receipt")),
)
_WITHDRAW_ITEM = Statement(
    _withdraw(
        sa.and_(
            deliveries.c.item == sa.bindparam("item"),
            sa.or_(
                deliveries.c.begun_at.is_(None),
                deliveries.c.kind != constant(DeliveryKind.ASK),
            ),
        ),
    ),
)
_WITHDRAW_LANE = Statement(_withdraw(_in_lane))
_LOUD_SINCE = Statement(
    sa.select(deliveries.c.created_at)
    .where(
        _of_person,
        LOUD,
        deliveries.c.created_at > sa.bindparam("since"),
        deliveries.c.state.not_in([_withdrawn, constant(DeliveryState.DEAD)]),
    )
    .order_by(deliveries.c.created_at),
)


@cache
def _page(*, person: bool, item: bool, newest: bool) -> Statement:
    clause = _select.where(deliveries.c.id > sa.bindparam("after"))
    if person:
        clause = clause.where(_of_person)
    if item:
        clause = clause.where(deliveries.c.item == sa.bindparam("item"))
    order = deliveries.c.id.desc() if newest else deliveries.c.id
    return Statement(clause.order_by(order).limit(_limit))


class SqlOutbox:
    """Deliveries in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, delivery: Delivery) -> None:
        params = ROWS.params(delivery)
        self._sql.run(_ADD, params)
        if delivery.state is DeliveryState.WAITING:
            self._wake(_WAKE, delivery, params)

    def get(self, delivery: DeliveryId) -> Delivery | None:
        return ROWS.read_one(self._sql.one(_GET, {"id": delivery}))

    def forget(self, before: DeliveryId, after: DeliveryId, limit: int) -> Sequence[DeliveryId]:
        return forgetting.forget(self._sql, before, after, limit)

    def revive(self, delivery: Delivery) -> bool:
        params = ROWS.params(delivery)
        if self._sql.run(_REVIVE, params) != 1:
            return False
        self._wake(_WAKE_NOW, delivery, params)
        return True

    def _wake(self, statement: Statement, delivery: Delivery, params: Params) -> None:
        free = {"holder": None, "claimed_until": None, "rests_until": 0.0}
        self._sql.run(statement, {**params, **free, "channel": channel_of(delivery.lane)})

    def claim(
        self,
        holder: str,
        channels: Collection[str],
        now: float,
        until: float,
        limit: int,
    ) -> Sequence[str]:
        due: list[tuple[float, str]] = []
        for channel in sorted(channels):
            params = {"channel": channel, "now": now, "limit": limit}
            due += [(row[0], row[1]) for row in self._sql.all(_CLAIMABLE, params)]
        found = [lane for _, lane in sorted(due)[:limit]]
        claims = [{"lane": lane, "holder": holder, "until": until} for lane in found]
        self._sql.many(_CLAIM, claims)
        return found

    def keep(self, lane: str, holder: str, until: float) -> bool:
        return self._sql.run(_KEEP, {"lane": lane, "holder": holder, "until": until}) == 1

    def release(self, lane: str, holder: str) -> None:
        self._free(lane, self._sql.one(_LOCK_HELD, {"lane": lane, "holder": holder}))

    def waiting(self, lane: str, limit: int) -> Sequence[Delivery]:
        return ROWS.read_all(self._sql.all(_WAITING, {"lane": lane, "limit": limit}))

    def about(self, item: ItemId) -> Sequence[Delivery]:
        return ROWS.read_all(self._sql.all(_ABOUT, {"item": item}))

    def settle(self, delivery: Delivery) -> bool:
        return self._sql.run(_SETTLE, ROWS.params(delivery)) == 1

    def stands(self, delivery: DeliveryId, receipt: str) -> None:
        self._sql.run(_STANDS, {"id": delivery, "receipt": receipt})

    def withdraw(self, item: ItemId, at: float) -> None:
        self._look_again(self._sql.all(_WITHDRAW_ITEM, {"item": item, "at": at}))

    def withdraw_lane(self, lane: str, at: float) -> None:
        """Withdraw everything that waits in the lane."""
        self._look_again(self._sql.all(_WITHDRAW_LANE, {"lane": lane, "at": at}))

    def begin(self, delivery: DeliveryId, at: float | None) -> None:
        self._sql.run(_BEGIN, {"id": delivery, "at": at})

    def by_receipt(self, lane: str, receipt: str) -> Delivery | None:
        return ROWS.read_one(self._sql.one(_BY_RECEIPT, {"lane": lane, "receipt": receipt}))

    def loud_since(self, person: PersonId, since: float) -> Sequence[float]:
        rows = self._sql.all(_LOUD_SINCE, {"person_id": person, "since": since})
        return [row[0] for row in rows]

    def page(
        self,
        person: PersonId | None,
        item: ItemId | None,
        after: DeliveryId | None,
        limit: int,
    ) -> Sequence[Delivery]:
        """Return deliveries in order: those made after one, or the newest."""
        newest = after is None
        rows = self._sql.all(
            _page(person=person is not None, item=item is not None, newest=newest),
            {"person_id": person, "item": item, "after": after or "", "limit": limit},
        )
        return ROWS.read_all(reversed(rows) if newest else rows)

    def _look_again(self, withdrawn: Iterable[Row]) -> None:
        """Let the lanes go on with what waits behind the withdrawn ones."""
        for lane in sorted({row[0] for row in withdrawn}):
            self._free(lane, self._sql.one(_LOCK_FREE, {"lane": lane}))

    def _free(self, lane: str, locked: Row | None) -> None:
        """Set when a locked lane is due again, or drop it if nothing waits in it."""
        if locked is None:
            return
        head = self._sql.one(_HEAD, {"lane": lane})
        if head is None:
            self._sql.run(_CLEAR, {"lane": lane})
        else:
            self._sql.run(_FREE, {"lane": lane, "due_at": head[0]})
