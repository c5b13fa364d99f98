"""Persons, their identities, the codes that link them and what they spent."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from service.adapters.store import merging
from service.adapters.store.rows import Rows
from service.adapters.store.statements import Row, Sql, Statement, insert, update, upsert
from service.adapters.store.tables import identities, link_codes, persons, spend
from service.domain.budgets import Usage
from service.domain.errors import Bug
from service.domain.ids import PersonId
from service.domain.persons import Identity, LinkCode, Person

ROWS = Rows(Person, persons)
_IDENTITIES = Rows(Identity, identities)
_CODES = Rows(LinkCode, link_codes)
_USED = ("steps", "tokens", "cost_usd", "seconds")

_select = sa.select(*ROWS.columns)
_same_identity = [column == sa.bindparam(column.name) for column in identities.primary_key]

_ADD = insert(persons, ROWS.names)
# A person that became another has their row's name no more: whoever asks gets the other.
_merged = sa.select(*ROWS.columns, persons.c.merged_into).where(persons.c.id == sa.bindparam("id"))
_GET = Statement(_merged)
_LOCK = Statement(_merged.with_for_update(key_share=True))
_SAVE = update(persons, ROWS.without("id", "created_at"))
_alone = persons.c.merged_into.is_(None)
_EVERYBODY = Statement(_select.where(_alone).order_by(persons.c.id))
_FORMERLY = Statement(
    _select.where(persons.c.merged_into == sa.bindparam("id")).order_by(persons.c.id),
)
_NAMES = Statement(sa.select(persons.c.name).where(_alone))
# Only one transaction at a time looks for a name that is free; SQLite's are alone anyhow.
_NAMING = Statement(
    sa.select(sa.func.pg_advisory_xact_lock(sa.literal_column(str(0x6E_61_6D_65_73)))),
    sa.select(sa.literal_column("1")),
)
_BY_IDENTITY = Statement(_select.join(identities).where(*_same_identity))
_IDENTITIES_OF = Statement(
    sa.select(*_IDENTITIES.columns)
    .where(identities.c.person_id == sa.bindparam("person_id"))
    .order_by(identities.c.linked_at, *_IDENTITIES.columns),
)
_LINK_NEW = insert(identities)
_LINK = upsert(
    identities,
    lambda new: {"person_id": new.person_id, "linked_at": new.linked_at},
    where=lambda new: identities.c.person_id != new.person_id,
)
_ADD_CODE = insert(link_codes)
_TAKE_CODE = Statement(
    sa.delete(link_codes)
    .where(link_codes.c.code_hash == sa.bindparam("code_hash"))
    .returning(link_codes.c.person_id, link_codes.c.expires_at),
)


def _sums(new: Any) -> dict[str, Any]:
    return {name: spend.c[name] + new[name] for name in (*_USED, "grants")}


_CHARGE = upsert(spend, _sums, returning=[spend.c[name] for name in (*_USED, "grants")])
_SPENT = Statement(
    sa.select(*(spend.c[name] for name in (*_USED, "grants"))).where(
        spend.c.person_id == sa.bindparam("person_id"),
        spend.c.day == sa.bindparam("day"),
    ),
)
_DAYS = Statement(
    sa.select(*(spend.c[name] for name in ("day", *_USED, "grants"))).where(
        spend.c.person_id == sa.bindparam("person_id"),
    ),
)
_FORGET_DAYS = Statement(sa.delete(spend).where(spend.c.person_id == sa.bindparam("person_id")))


class SqlPersons:
    """Persons in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._unknown: set[Identity] = set()

    def add(self, person: Person) -> None:
        self._sql.run(_ADD, ROWS.params(person))

    def get(self, person: PersonId) -> Person | None:
        row = self._sql.one(_GET, {"id": person})
        if row is None:
            return None
        *fields, became = row
        return ROWS.read(fields) if became is None else self.get(became)

    def lock(self, person: PersonId) -> Person:
        row = self._sql.one(_LOCK, {"id": person})
        if row is None:
            raise Bug(f"there is no person {person} to lock")
        *fields, became = row
        return ROWS.read(fields) if became is None else self.lock(became)

    def save(self, person: Person) -> None:
        if self._sql.run(_SAVE, ROWS.params(person)) != 1:
            raise Bug(f"there is no person {person.id} to save")

    def everybody(self) -> Sequence[Person]:
        """Return all persons, oldest first, without those that became another."""
        return ROWS.read_all(self._sql.all(_EVERYBODY))

    def formerly(self, person: PersonId) -> Sequence[Person]:
        """Return those that became the person, oldest first."""
        return ROWS.read_all(self._sql.all(_FORMERLY, {"id": person}))

    def names(self) -> Sequence[str]:
        self._sql.one(_NAMING)
        return [row[0] for row in self._sql.all(_NAMES)]

    def by_identity(self, identity: Identity) -> Person | None:
        person = ROWS.read_one(self._sql.one(_BY_IDENTITY, _IDENTITIES.params(identity)))
        if person is None:
            self._unknown.add(identity)
        return person

    def identities(self, person: PersonId) -> Sequence[Identity]:
        return _IDENTITIES.read_all(self._sql.all(_IDENTITIES_OF, {"person_id": person}))

    def link(self, identity: Identity, person: PersonId) -> None:
        # Two transactions may see the same stranger at once. Whoever found nobody behind an
        # identity inserts it, so the second fails, runs again and finds the first one's person.
        statement = _LINK_NEW if identity in self._unknown else _LINK
        self._unknown.discard(identity)
        whose = {"person_id": person, "linked_at": self._sql.now()}
        self._sql.run(statement, {**_IDENTITIES.params(identity), **whose})

    def merge(self, old: PersonId, new: PersonId) -> None:
        merging.merge(self._sql, old, new)
        for day, *used, grants in self._sql.all(_DAYS, {"person_id": old}):
            self._spend(new, day, Usage(*used), grants)
        self._sql.run(_FORGET_DAYS, {"person_id": old})

    def add_code(self, code: LinkCode) -> None:
        self._sql.run(_ADD_CODE, _CODES.params(code))

    def take_code(self, code_hash: str, now: float) -> PersonId | None:
        row = self._sql.one(_TAKE_CODE, {"code_hash": code_hash})
        if row is None:
            return None
        person, expires_at = row
        return PersonId(person) if expires_at > now else None

    def charge(self, person: PersonId, day: str, usage: Usage) -> tuple[Usage, int]:
        return self._spend(person, day, usage, 0)

    def spent(self, person: PersonId, day: str) -> tuple[Usage, int]:
        return _of_day(self._sql.one(_SPENT, {"person_id": person, "day": day}))

    def grant(self, person: PersonId, day: str) -> None:
        self._spend(person, day, Usage(), 1)

    def _spend(self, person: PersonId, day: str, usage: Usage, grants: int) -> tuple[Usage, int]:
        given = {"person_id": person, "day": day, "grants": grants, **asdict(usage)}
        return _of_day(self._sql.one(_CHARGE, given))


def _of_day(row: Row | None) -> tuple[Usage, int]:
    return (Usage(), 0) if row is None else (Usage(*row[:-1]), row[-1])
