"""How far each stream from outside was read."""

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables_attention import cursors

_GET = Statement(sa.select(cursors.c.value).where(cursors.c.name == sa.bindparam("name")))
_SET = upsert(cursors, lambda new: {"value": new.value})


class SqlCursors:
    """Cursors in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, name: str) -> str:
        """Return the cursor, empty if there is none."""
        row = self._sql.one(_GET, {"name": name})
        return "" if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Set or move the cursor."""
        self._sql.run(_SET, {"name": name, "value": value})
