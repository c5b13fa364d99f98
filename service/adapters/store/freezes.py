"""What an operator holds back; hardly ever a row."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables_operating import freezes
from service.domain.freezes import Freeze, Scope

ROWS = Rows(Freeze, freezes)

_ALL = Statement(sa.select(*ROWS.columns).order_by(freezes.c.since))
_PUT = upsert(freezes, lambda new: {"reason": new.reason, "since": new.since})
_LIFT = Statement(
    sa.delete(freezes).where(
        freezes.c.scope == sa.bindparam("scope"),
        freezes.c.name == sa.bindparam("name"),
    ),
)


class SqlFreezes:
    """Freezes in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self) -> Sequence[Freeze]:
        wide = list(Scope)
        found = ROWS.read_all(self._sql.all(_ALL))
        return sorted(found, key=lambda each: wide.index(each.scope))

    def put(self, freeze: Freeze) -> None:
        self._sql.run(_PUT, ROWS.params(freeze))

    def lift(self, freeze: Freeze) -> bool:
        return self._sql.run(_LIFT, ROWS.params(freeze)) == 1
