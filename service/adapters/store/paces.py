"""How long calls usually take."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables import paces
from service.domain.paces import Pace

ROWS = Rows(Pace, paces)

_select = sa.select(*ROWS.columns)
_LOCK = Statement(_select.where(paces.c.name == sa.bindparam("name")).with_for_update())
_ALL = Statement(_select.order_by(paces.c.changed_at.desc(), paces.c.name))
_SAVE = upsert(paces, lambda new: {name: new[name] for name in ROWS.without("name")})
_FORGET = Statement(sa.delete(paces).where(paces.c.name == sa.bindparam("name")))


class SqlPaces:
    """Paces in the database; what nothing is known of has no row."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def lock(self, name: str) -> Pace:
        found = ROWS.read_one(self._sql.one(_LOCK, {"name": name}))
        return Pace(name) if found is None else found

    def save(self, pace: Pace) -> None:
        self._sql.run(_SAVE, ROWS.params(pace))

    def forget(self, names: Sequence[str]) -> None:
        for name in names:
            self._sql.run(_FORGET, {"name": name})

    def all(self) -> Sequence[Pace]:
        return ROWS.read_all(self._sql.all(_ALL))
