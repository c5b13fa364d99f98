"""What is known about limits and outages of models."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables import limits
from service.domain.limits import Limit

ROWS = Rows(Limit, limits)

_select = sa.select(*ROWS.columns)
_LOCK = Statement(_select.where(limits.c.model == sa.bindparam("model")).with_for_update())
_ALL = Statement(_select.order_by(limits.c.model))
_SAVE = upsert(limits, lambda new: {name: new[name] for name in ROWS.without("model")})


class SqlLimits:
    """Limits in the database; a model of which nothing is known has no row."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def lock(self, model: str) -> Limit:
        found = ROWS.read_one(self._sql.one(_LOCK, {"model": model}))
        return Limit(model) if found is None else found

    def save(self, limit: Limit) -> None:
        self._sql.run(_SAVE, ROWS.params(limit))

    def all(self) -> Sequence[Limit]:
        """Return what is known about each model that was ever limited."""
        return ROWS.read_all(self._sql.all(_ALL))
