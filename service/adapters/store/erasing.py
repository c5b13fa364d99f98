"""What tells who a person was, and what they said, is dropped; numbers stay."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.statements import Sql, Statement, constant
from service.adapters.store.tables import (
    blobs,
    collaborators,
    events,
    identities,
    link_codes,
    persons,
    receipts,
    sessions,
)
from service.adapters.store.tables_attention import (
    deliveries,
    items,
    phones,
    preferences,
    surfaces,
)
from service.adapters.store.tables_operating import freezes
from service.domain.freezes import Scope
from service.domain.ids import BlobId, PersonId, SessionNumber

_NUMBER = sa.bindparam("number", type_=sessions.c.number.type)
_PERSON = sa.bindparam("person", type_=persons.c.id.type)
_EMPTY = sa.literal_column("''", sa.Text())

_GIVE = Statement(
    sa.update(sessions).where(sessions.c.number == _NUMBER).values(owner_id=_PERSON),
)
_GIVE_ITEMS = Statement(
    sa.update(items).where(items.c.session == _NUMBER).values(owner_id=_PERSON),
)
_TEXTS = (
    Statement(
        sa.update(sessions)
        .where(sessions.c.number == _NUMBER)
        .values(title=sa.literal_column("'Erased'"), breadcrumb=_EMPTY),
    ),
    Statement(
        sa.update(items)
        .where(items.c.session == _NUMBER)
        .values(
            ask=_EMPTY,
            answer=_EMPTY,
            choices=sa.literal_column("'[]'"),
            facts=sa.literal_column("'{}'"),
        ),
    ),
    Statement(
        sa.update(receipts).where(receipts.c.session == _NUMBER).values(reply=_EMPTY),
    ),
)
_SAID = Statement(
    sa.update(events)
    .where(events.c.session == _NUMBER, events.c.actor == _PERSON, events.c.erased.is_(False))
    .values(payload=sa.literal_column("'{}'"), erased=sa.true()),
)
_ANSWERED = Statement(
    sa.update(items)
    .where(items.c.session == _NUMBER, items.c.resolved_by == _PERSON)
    .values(answer=_EMPTY),
)
_WROTE = Statement(
    sa.select(events.c.session).where(events.c.actor == _PERSON).distinct(),
)
_GAVE = Statement(
    sa.select(blobs.c.id, blobs.c.name).where(blobs.c.owner_id == _PERSON).order_by(blobs.c.id),
)
_WHO = (
    Statement(sa.delete(blobs).where(blobs.c.owner_id == _PERSON)),
    Statement(sa.delete(deliveries).where(deliveries.c.person_id == _PERSON)),
    Statement(sa.delete(collaborators).where(collaborators.c.person_id == _PERSON)),
    Statement(sa.delete(identities).where(identities.c.person_id == _PERSON)),
    Statement(sa.delete(link_codes).where(link_codes.c.person_id == _PERSON)),
    Statement(sa.delete(preferences).where(preferences.c.person_id == _PERSON)),
    Statement(sa.delete(surfaces).where(surfaces.c.person_id == _PERSON)),
    Statement(sa.delete(phones).where(phones.c.person_id == _PERSON)),
    Statement(
        sa.delete(freezes).where(
            freezes.c.scope == constant(Scope.PERSON),
            freezes.c.name == _PERSON,
        ),
    ),
    Statement(
        sa.update(persons)
        .where(sa.or_(persons.c.id == _PERSON, persons.c.merged_into == _PERSON))
        .values(name=sa.bindparam("name"), admin=sa.false()),
    ),
)


class SqlErasing:
    """Erasing in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def give(self, number: SessionNumber, to: PersonId) -> None:
        for statement in (_GIVE, _GIVE_ITEMS):
            self._sql.run(statement, {"number": number, "person": to})

    def texts(self, number: SessionNumber) -> None:
        for statement in _TEXTS:
            self._sql.run(statement, {"number": number})

    def said_by(self, number: SessionNumber, person: PersonId) -> int:
        params = {"number": number, "person": person}
        self._sql.run(_ANSWERED, params)
        return self._sql.run(_SAID, params)

    def person(self, person: PersonId, name: str) -> None:
        for statement in _WHO:
            self._sql.run(statement, {"person": person, "name": name})


def wrote_in(sql: Sql, person: PersonId) -> Sequence[SessionNumber]:
    """Return the sessions in which the person wrote, by number."""
    rows = sql.all(_WROTE, {"person": person})
    return sorted(SessionNumber(row[0]) for row in rows)


def gave(sql: Sql, person: PersonId) -> Sequence[tuple[BlobId, str]]:
    """Return the files that the person attached, with their names."""
    return [(BlobId(blob), name) for blob, name in sql.all(_GAVE, {"person": person})]
