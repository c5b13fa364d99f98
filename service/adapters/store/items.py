"""Attention items."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, constant, insert
from service.adapters.store.tables import items
from service.domain.ids import ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemState

ROWS = Rows(Item, items)
_RESOLUTION = ("state", "answer", "resolved_at", "resolved_by", "resolved_from")

_select = sa.select(*ROWS.columns)
_by_id = items.c.id == sa.bindparam("id")
_open = items.c.state == constant(ItemState.OPEN)

_ADD = insert(items)
_GET = Statement(_select.where(_by_id))
_RESOLVE = Statement(
    sa.update(items)
    .where(_by_id, _open)
    .values({name: sa.bindparam(name) for name in _RESOLUTION}),
)
_FORGET = Statement(sa.update(items).where(_by_id).values(answer=sa.bindparam("answer")))
_OPEN_OF = Statement(
    _select.where(items.c.session == sa.bindparam("session"), _open).order_by(
        items.c.opened_at,
        items.c.id,
    ),
)


@cache
def _listing(*, owner: bool, session: bool, open_only: bool) -> Statement:
    clause = _select
    if owner:
        clause = clause.where(items.c.owner_id == sa.bindparam("owner_id"))
    if session:
        clause = clause.where(items.c.session == sa.bindparam("session"))
    if open_only:
        clause = clause.where(_open)
    return Statement(clause.order_by(items.c.severity.desc(), items.c.opened_at, items.c.id))


class SqlItems:
    """Attention items in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, item: Item) -> None:
        self._sql.run(_ADD, ROWS.params(item))

    def get(self, item: ItemId) -> Item | None:
        return ROWS.read_one(self._sql.one(_GET, {"id": item}))

    def resolve(self, item: Item) -> bool:
        return self._sql.run(_RESOLVE, ROWS.params(item)) == 1

    def forget_answer(self, item: ItemId) -> None:
        self._sql.run(_FORGET, {"id": item, "answer": ""})

    def open_of(self, number: SessionNumber) -> Sequence[Item]:
        return ROWS.read_all(self._sql.all(_OPEN_OF, {"session": number}))

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
