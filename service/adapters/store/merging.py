"""Two persons become one: everything of the old one is the new one's."""

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, constant, upsert
from service.adapters.store.tables import (
    collaborators,
    identities,
    link_codes,
    persons,
    sessions,
)
from service.adapters.store.tables_attention import (
    ITEM_OPEN,
    WAITS,
    deliveries,
    items,
    phones,
    preferences,
    surfaces,
)
from service.adapters.store.tables_operating import freezes
from service.domain.freezes import Scope
from service.domain.ids import PersonId
from service.domain.states import State

_OLD = sa.bindparam("old", type_=persons.c.id.type)
_NEW = sa.bindparam("new", type_=persons.c.id.type)
_queued = sessions.c.state == constant(State.QUEUED)


def _moved(column: sa.Column[str], *where: sa.ColumnElement[bool]) -> Statement:
    """Return the update of a column that names the old person."""
    return Statement(sa.update(column.table).where(column == _OLD, *where).values({column: _NEW}))


def _renamed(
    column: sa.Column[str],
    *where: sa.ColumnElement[bool],
) -> Statement:
    """Return the update of ladders, which hold ids of persons in their text."""
    renamed = sa.func.replace(column, _OLD, _NEW)
    named = column.contains(_OLD)
    return Statement(sa.update(column.table).where(*where, named).values({column: renamed}))


# The old one's queue comes after the new one's, in its own order.
_RANKS = Statement(
    sa.select(
        sa.select(sa.func.max(sessions.c.queue_rank))
        .where(sessions.c.owner_id == _NEW, _queued)
        .scalar_subquery(),
        sa.select(sa.func.min(sessions.c.queue_rank))
        .where(sessions.c.owner_id == _OLD, _queued)
        .scalar_subquery(),
    ),
)
_BEHIND = Statement(
    sa.update(sessions)
    .where(sessions.c.owner_id == _OLD, _queued)
    .values(queue_rank=sessions.c.queue_rank + sa.bindparam("shift", type_=sa.Double())),
)
_also = collaborators.alias("also")
_TWICE = Statement(
    sa.delete(collaborators).where(
        collaborators.c.person_id == _OLD,
        sa.exists().where(
            _also.c.session == collaborators.c.session,
            _also.c.person_id == _NEW,
        ),
    ),
)
_IN_OWN = Statement(
    sa.delete(collaborators).where(
        collaborators.c.person_id == _NEW,
        sa.exists().where(
            sessions.c.number == collaborators.c.session,
            sessions.c.owner_id == _NEW,
        ),
    ),
)
_also_frozen = freezes.alias("also_frozen")
_theirs = sa.and_(freezes.c.scope == constant(Scope.PERSON), freezes.c.name == _OLD)
_FROZEN_TWICE = Statement(
    sa.delete(freezes).where(
        _theirs,
        sa.exists().where(_also_frozen.c.scope == freezes.c.scope, _also_frozen.c.name == _NEW),
    ),
)
_MOVES = (
    _FROZEN_TWICE,
    Statement(sa.update(freezes).where(_theirs).values(name=_NEW)),
    _moved(sessions.c.owner_id),
    _TWICE,
    _moved(collaborators.c.person_id),
    _IN_OWN,
    _moved(items.c.owner_id),
    _moved(items.c.colleague_id, ITEM_OPEN),
    _renamed(items.c.ladder, ITEM_OPEN),
    _renamed(preferences.c.ladder),
    _renamed(preferences.c.important),
    _moved(phones.c.person_id),
    _moved(deliveries.c.person_id, WAITS),
    _moved(identities.c.person_id),
    _moved(link_codes.c.person_id),
    Statement(sa.delete(preferences).where(preferences.c.person_id == _OLD)),
    _moved(persons.c.merged_into),
    Statement(sa.update(persons).where(persons.c.id == _OLD).values(merged_into=_NEW)),
)
_PLACES = Statement(
    sa.select(surfaces.c.place, surfaces.c.at).where(surfaces.c.person_id == _OLD),
)
_USED = upsert(surfaces, lambda new: {"at": new.at}, where=lambda new: new.at > surfaces.c.at)
_FORGET_PLACES = Statement(sa.delete(surfaces).where(surfaces.c.person_id == _OLD))


def merge(sql: Sql, old: PersonId, new: PersonId) -> None:
    """Move everything but what was spent; both rows are locked."""
    both = {"old": old, "new": new}
    last, first = sql.all(_RANKS, both)[0]
    if last is not None and first is not None:
        sql.run(_BEHIND, {**both, "shift": last - first + 1.0})
    for each in _MOVES:
        sql.run(each, both)
    places = [{"person_id": new, "place": place, "at": at} for place, at in sql.all(_PLACES, both)]
    if places:
        sql.many(_USED, places)
    sql.run(_FORGET_PLACES, both)
