"""How persons want to be told."""

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables_attention import preferences
from service.domain.ids import PersonId
from service.domain.preferences import Preferences

ROWS = Rows(Preferences, preferences)

_GET = Statement(
    sa.select(*ROWS.columns).where(preferences.c.person_id == sa.bindparam("person_id")),
)
_SAVE = upsert(preferences, lambda new: {name: new[name] for name in ROWS.without("person_id")})


class SqlPreferences:
    """Preferences in the database; a person without any has no row."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, person: PersonId) -> Preferences:
        found = ROWS.read_one(self._sql.one(_GET, {"person_id": person}))
        return Preferences(person) if found is None else found

    def save(self, chosen: Preferences) -> None:
        self._sql.run(_SAVE, ROWS.params(chosen))
