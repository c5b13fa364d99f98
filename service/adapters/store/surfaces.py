"""Where persons were last active."""

from collections.abc import Collection
from functools import cache

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, binds, bound, upsert
from service.adapters.store.tables_attention import surfaces
from service.domain.ids import PersonId
from service.domain.threads import ThreadKey

_of_person = surfaces.c.person_id == sa.bindparam("person_id")
_at = sa.select(surfaces.c.at).where(_of_person, surfaces.c.place == sa.bindparam("place"))

_AT = Statement(_at)
_LOCK = Statement(_at.with_for_update(key_share=True))
_USED = upsert(surfaces, lambda new: {"at": new.at}, where=lambda new: new.at > surfaces.c.at)


@cache
def _last(among: int) -> Statement:
    """Return the newest row of a person's, of `among` places if that is not 0."""
    clause = sa.select(surfaces.c.place, surfaces.c.at).where(_of_person)
    if not among:
        return Statement(clause.order_by(surfaces.c.at.desc()).limit(1))
    clause = clause.where(surfaces.c.place.in_(binds("place", among)))
    # The sum keeps the planner from walking all places in order of use, looking for these.
    used_at = surfaces.c.at + sa.literal_column("0.0", sa.Double())
    return Statement(clause.order_by(used_at.desc()).limit(1))


class SqlSurfaces:
    """Surfaces in the database: a row for each place that a person ever used."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def used(self, person: PersonId, place: ThreadKey, at: float) -> float | None:
        params = {"person_id": person, "place": str(place), "at": at}
        before = self._sql.one(_LOCK, params)
        self._sql.run(_USED, params)
        return None if before is None else before[0]

    def last(
        self,
        person: PersonId,
        places: Collection[ThreadKey] = (),
    ) -> tuple[ThreadKey, float] | None:
        params = {"person_id": person, **bound("place", map(str, places))}
        row = self._sql.one(_last(len(places)), params)
        return None if row is None else (ThreadKey.parse(row[0]), row[1])

    def at(self, person: PersonId, place: ThreadKey) -> float | None:
        """Return when the person was last active there, if ever."""
        row = self._sql.one(_AT, {"person_id": person, "place": str(place)})
        return None if row is None else row[0]
