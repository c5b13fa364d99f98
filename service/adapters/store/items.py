"""Attention items."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, constant, insert
from service.adapters.store.tables_attention import (
    ITEM_ALERT,
    ITEM_OF_PROVIDER,
    ITEM_OPEN,
    ITEM_OVER,
    items,
)
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind

ROWS = Rows(Item, items)
_RESOLUTION = ("state", "answer", "resolved_at", "resolved_by", "resolved_from", "outcome")

_select = sa.select(*ROWS.columns)
_by_id = items.c.id == sa.bindparam("id")
_of_owner = items.c.owner_id == sa.bindparam("owner_id")
_due = sa.and_(_of_owner, ITEM_OPEN, items.c.tell_at <= sa.bindparam("now"))
_urgent_first = (items.c.severity.desc(), items.c.opened_at, items.c.id)
_limit = sa.bindparam("limit", type_=sa.Integer())


def _named(names: Iterable[str]) -> dict[str, sa.BindParameter[Any]]:
    return {name: sa.bindparam(name) for name in names}


_ADD = insert(items)
_GET = Statement(_select.where(_by_id))
_LOCK = Statement(_select.where(_by_id).with_for_update(key_share=True))
_SAVE = Statement(
    sa.update(items).where(_by_id, ITEM_OPEN).values(_named(ROWS.without("id", *_RESOLUTION))),
)
_RESOLVE = Statement(sa.update(items).where(_by_id, ITEM_OPEN).values(_named(_RESOLUTION)))
_FORGET = Statement(sa.update(items).where(_by_id).values(answer=sa.bindparam("answer")))
_OPEN_OF = Statement(
    _select.where(items.c.session == sa.bindparam("session"), ITEM_OPEN).order_by(
        items.c.opened_at,
        items.c.id,
    ),
)
_DUE = Statement(
    _select.where(_due).order_by(*_urgent_first).limit(_limit).with_for_update(key_share=True),
)
_HOLD = Statement(
    sa.update(items)
    .where(_due, items.c.severity < sa.bindparam("below"))
    .values(tell_at=sa.bindparam("until")),
)
_NEXT_TELL = Statement(
    sa.select(sa.func.min(items.c.tell_at)).where(
        _of_owner,
        ITEM_OPEN,
        items.c.tell_at.is_not(None),
    ),
)
_OF_PROVIDERS = Statement(
    _select.where(_of_owner, ITEM_OF_PROVIDER, items.c.opened_at >= sa.bindparam("since")).order_by(
        items.c.opened_at,
        items.c.id,
    ),
)
_ALERTS = Statement(
    _select.where(ITEM_ALERT, items.c.opened_at >= sa.bindparam("since")).order_by(
        items.c.opened_at
    ),
)
_SETTLED = Statement(
    _select.where(_of_owner, ITEM_OVER, items.c.kind != constant(ItemKind.CHECK_IN))
    .order_by(items.c.resolved_at.desc())
    .limit(_limit),
)


def _inbox() -> sa.Select[Any]:
    """Return what stands in a person's inbox and what they were asked about beside others."""
    owned = _select.where(_of_owner, ITEM_OPEN)
    asked = _select.where(
        items.c.colleague_id == sa.bindparam("owner_id"),
        items.c.owner_id != sa.bindparam("owner_id"),
        ITEM_OPEN,
    )
    both = sa.union_all(owned, asked).subquery()
    return (
        sa.select(*both.c)
        .order_by(both.c.severity.desc(), both.c.opened_at, both.c.id)
        .limit(_limit)
    )


_INBOX = Statement(_inbox())


@cache
def _listing(*, owner: bool, session: bool, open_only: bool) -> Statement:
    clause = _select
    if owner:
        clause = clause.where(_of_owner)
    if session:
        clause = clause.where(items.c.session == sa.bindparam("session"))
    if open_only:
        clause = clause.where(ITEM_OPEN)
    return Statement(clause.order_by(*_urgent_first))


class SqlItems:
    """Attention items in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, item: Item) -> None:
        self._sql.run(_ADD, ROWS.params(item))

    def get(self, item: ItemId) -> Item | None:
        return ROWS.read_one(self._sql.one(_GET, {"id": item}))

    def lock(self, item: ItemId) -> Item | None:
        return ROWS.read_one(self._sql.one(_LOCK, {"id": item}))

    def save(self, item: Item) -> None:
        self._sql.run(_SAVE, ROWS.params(item))

    def due(self, owner: PersonId, now: float, limit: int) -> Sequence[Item]:
        params = {"owner_id": owner, "now": now, "limit": limit}
        return ROWS.read_all(self._sql.all(_DUE, params))

    def hold(self, owner: PersonId, now: float, until: float, below: int) -> int:
        params = {"owner_id": owner, "now": now, "until": until, "below": below}
        return self._sql.run(_HOLD, params)

    def next_tell(self, owner: PersonId) -> float | None:
        row = self._sql.one(_NEXT_TELL, {"owner_id": owner})
        return None if row is None else row[0]

    def resolve(self, item: Item) -> bool:
        return self._sql.run(_RESOLVE, ROWS.params(item)) == 1

    def forget_answer(self, item: ItemId) -> None:
        self._sql.run(_FORGET, {"id": item, "answer": ""})

    def of_providers(self, owner: PersonId, since: float) -> Sequence[Item]:
        params = {"owner_id": owner, "since": since}
        return ROWS.read_all(self._sql.all(_OF_PROVIDERS, params))

    def open_of(self, number: SessionNumber) -> Sequence[Item]:
        return ROWS.read_all(self._sql.all(_OPEN_OF, {"session": number}))

    def inbox(self, person: PersonId, limit: int) -> Sequence[Item]:
        """Return what is open in the person's inbox or was asked of them as a colleague."""
        return ROWS.read_all(self._sql.all(_INBOX, {"owner_id": person, "limit": limit}))

    def settled(self, person: PersonId, limit: int) -> Sequence[Item]:
        """Return what is over in the person's inbox but check-ins, the last one first."""
        return ROWS.read_all(self._sql.all(_SETTLED, {"owner_id": person, "limit": limit}))

    def alerts(self, since: float) -> Sequence[Item]:
        """Return everybody's alerts opened since then, over or not, the oldest first."""
        return ROWS.read_all(self._sql.all(_ALERTS, {"since": since}))

    def listed(
        self,
        owner: PersonId | None,
        session: SessionNumber | None,
        *,
        open_only: bool,
    ) -> Sequence[Item]:
        """Return items, the most severe and then the oldest first."""
        statement = _listing(
            owner=owner is not None,
            session=session is not None,
            open_only=open_only,
        )
        return ROWS.read_all(self._sql.all(statement, {"owner_id": owner, "session": session}))
