"""Who holds which deployment-wide duty, and until when."""

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables import offices

_TAKE = upsert(
    offices,
    lambda new: {"holder": new.holder, "until": new.until},
    where=lambda new: sa.or_(
        offices.c.holder == new.holder,
        offices.c.until <= sa.bindparam("now"),
    ),
    returning=[offices.c.name],
)
_LEAVE = Statement(
    sa.delete(offices).where(
        offices.c.name == sa.bindparam("name"),
        offices.c.holder == sa.bindparam("holder"),
    ),
)


class SqlOffices:
    """Offices in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def take(self, name: str, holder: str, until: float) -> bool:
        """Take the office if it is free or renew it if it is the holder's; tell whether."""
        params = {"name": name, "holder": holder, "until": until, "now": self._sql.now()}
        return self._sql.one(_TAKE, params) is not None

    def leave(self, name: str, holder: str) -> None:
        """Give the office up, if it is the holder's."""
        self._sql.run(_LEAVE, {"name": name, "holder": holder})
