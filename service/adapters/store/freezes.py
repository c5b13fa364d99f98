"""What an operator holds back; hardly ever a row."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, constant, upsert
from service.adapters.store.tables import sessions
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


def frozen(pool: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Tell of a session, and of a turn of that pool, whether an operator holds it back."""
    return sa.exists().where(
        sa.or_(
            sa.and_(freezes.c.scope == constant(Scope.ALL), freezes.c.name == ""),
            sa.and_(freezes.c.scope == constant(Scope.POOL), freezes.c.name == pool),
            sa.and_(
                freezes.c.scope == constant(Scope.PERSON), freezes.c.name == sessions.c.owner_id
            ),
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
