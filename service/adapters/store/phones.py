"""Addresses outside the channels."""

from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.outbox import SqlOutbox
from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, insert, update
from service.adapters.store.tables_attention import phones
from service.domain.deliveries import phone_lane
from service.domain.errors import Bug
from service.domain.ids import PersonId, PhoneId
from service.domain.phones import Phone

ROWS = Rows(Phone, phones)

_select = sa.select(*ROWS.columns)
_by_id = phones.c.id == sa.bindparam("id")

_ADD = insert(phones)
_GET = Statement(_select.where(_by_id))
_SAVE = update(phones, ROWS.without("id"))
_REMOVE = Statement(sa.delete(phones).where(_by_id))
_OF = Statement(
    _select.where(phones.c.person_id == sa.bindparam("person_id")).order_by(
        phones.c.added_at,
        phones.c.id,
    ),
)
_EVERYBODYS = Statement(_select.order_by(phones.c.added_at, phones.c.id))


class SqlPhones:
    """Phones in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, phone: Phone) -> None:
        self._sql.run(_ADD, ROWS.params(phone))

    def get(self, phone: PhoneId) -> Phone | None:
        return ROWS.read_one(self._sql.one(_GET, {"id": phone}))

    def of(self, person: PersonId) -> Sequence[Phone]:
        return ROWS.read_all(self._sql.all(_OF, {"person_id": person}))

    def everybodys(self) -> Sequence[Phone]:
        """Return the phones of all persons, oldest first."""
        return ROWS.read_all(self._sql.all(_EVERYBODYS))

    def save(self, phone: Phone) -> None:
        if self._sql.run(_SAVE, ROWS.params(phone)) != 1:
            raise Bug(f"there is no phone {phone.id} to save")

    def remove(self, phone: PhoneId) -> None:
        self._sql.run(_REMOVE, {"id": phone})
        SqlOutbox(self._sql).withdraw_lane(phone_lane(phone), self._sql.now())
