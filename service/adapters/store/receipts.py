"""What became of each message."""

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, binds, bound, constants, insert
from service.adapters.store.tables import receipts
from service.domain.errors import Bug
from service.domain.ids import SessionNumber
from service.domain.receipts import PENDING, Fate, Receipt

ROWS = Rows(Receipt, receipts)

_select = sa.select(*ROWS.columns)
_by_key = receipts.c.key == sa.bindparam("key")
_of_session = receipts.c.session == sa.bindparam("session")

_ADD = insert(receipts)
_GET = Statement(_select.where(_by_key))
_SETTLE_ONE = Statement(sa.update(receipts).where(_by_key).values(fate=sa.bindparam("fate")))
_SAVE = Statement(
    sa.update(receipts)
    .where(_by_key)
    .values({name: sa.bindparam(name) for name in ROWS.without("key", "at")}),
)
_AFTER = Statement(
    _select.where(_of_session, receipts.c.seq > sa.bindparam("after")).order_by(receipts.c.seq),
)


@cache
def _settle(count: int, *, pending: bool) -> Statement:
    """Return the update of receipts with `count` fates.

    What is pending is found by an index of its own, however long the session is.
    """
    clause = sa.update(receipts).where(
        _of_session,
        receipts.c.seq <= sa.bindparam("upto"),
        receipts.c.fate.in_(binds("among", count)),
    )
    if pending:
        clause = clause.where(receipts.c.fate.in_(constants(PENDING)))
    return Statement(clause.values(fate=sa.bindparam("fate")))


class SqlReceipts:
    """Receipts in the database; `fates` counts those that came to each fate here."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self.fates = Counter[Fate]()

    def add(self, receipt: Receipt) -> None:
        self._sql.run(_ADD, ROWS.params(receipt))
        self.fates[receipt.fate] += 1

    def get(self, key: str) -> Receipt | None:
        return ROWS.read_one(self._sql.one(_GET, {"key": key}))

    def settle_one(self, key: str, fate: Fate) -> None:
        if self._sql.run(_SETTLE_ONE, {"key": key, "fate": fate.value}) != 1:
            raise Bug(f"there is no receipt {key!r} to settle")
        self.fates[fate] += 1

    def save(self, receipt: Receipt) -> None:
        if self._sql.run(_SAVE, ROWS.params(receipt)) != 1:
            raise Bug(f"there is no receipt {receipt.key!r} to save")
        self.fates[receipt.fate] += 1

    def settle(
        self,
        number: SessionNumber,
        upto: int,
        fate: Fate,
        among: Collection[Fate],
    ) -> None:
        if among:
            self.fates[fate] += self._sql.run(
                _settle(len(among), pending=PENDING.issuperset(among)),
                {
                    "session": number,
                    "upto": upto,
                    "fate": fate.value,
                    **bound("among", (each.value for each in among)),
                },
            )

    def after(self, number: SessionNumber, seq: int) -> Sequence[Receipt]:
        """Return the receipts of the session's events numbered above `seq`, in order."""
        return ROWS.read_all(self._sql.all(_AFTER, {"session": number, "after": seq}))
