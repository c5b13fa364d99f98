"""The append-only record of the sessions."""

from collections.abc import Collection, Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store.rows import Rows, to_json
from service.adapters.store.statements import (
    Sql,
    Statement,
    binds,
    bound,
    constants,
    insert,
    update,
)
from service.adapters.store.tables import events
from service.domain.errors import Bug
from service.domain.events import Event, Json, Kind
from service.domain.ids import SessionNumber
from service.domain.tracking import BY_PEOPLE, NOT_PEOPLE

ROWS = Rows(Event, events)

_MOST = 2**31 - 1

_ADD = insert(events)
_GET = Statement(
    sa.select(*ROWS.columns).where(
        events.c.session == sa.bindparam("session"),
        events.c.seq == sa.bindparam("seq"),
    ),
)
_REPLACE = update(events, ["payload"])
_ERASE = update(events, ["payload", "erased"])
_whole = sa.and_(
    events.c.session == sa.bindparam("session"),
    events.c.seq <= sa.bindparam("upto"),
    events.c.erased.is_(False),
)
_ERASE_BETWEEN = Statement(
    sa.update(events)
    .where(_whole, events.c.seq > sa.bindparam("after"))
    .values(payload=sa.bindparam("payload"), erased=sa.true()),
)
_UNERASED = Statement(sa.select(sa.func.count()).select_from(events).where(_whole))


@cache
def _page(kinds: int, *, last: bool) -> Statement:
    """Return a session's events between two numbers, of so many kinds (0: of all).

    The first `limit` of them, or with `last` the last ones, newest first.
    """
    clause = sa.select(*ROWS.columns).where(
        events.c.session == sa.bindparam("session"),
        events.c.seq > sa.bindparam("after"),
        events.c.seq < sa.bindparam("before"),
    )
    if kinds:
        clause = clause.where(events.c.kind.in_(binds("kind", kinds)))
    order = events.c.seq.desc() if last else events.c.seq
    return Statement(clause.order_by(order).limit(sa.bindparam("limit", type_=sa.Integer())))


_HEARD = Statement(
    sa.select(events.c.at)
    .where(
        events.c.session == sa.bindparam("session"),
        events.c.kind.in_(constants(BY_PEOPLE)),
        events.c.actor.not_in([sa.literal_column(f"'{each}'") for each in NOT_PEOPLE]),
    )
    .order_by(events.c.seq.desc())
    .limit(1),
)


class SqlEvents:
    """Events in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def append(self, events: Sequence[Event]) -> Sequence[Event]:
        added = [ROWS.params(event) for event in events]
        self._sql.many(_ADD, added)
        return ROWS.read_all([params[name] for name in ROWS.names] for params in added)

    def get(self, number: SessionNumber, seq: int) -> Event | None:
        return ROWS.read_one(self._sql.one(_GET, {"session": number, "seq": seq}))

    def replace_payload(self, number: SessionNumber, seq: int, payload: Json) -> None:
        self._write(_REPLACE, number, seq, payload)

    def erase(self, number: SessionNumber, seq: int) -> None:
        self._write(_ERASE, number, seq, {})

    def erase_between(self, number: SessionNumber, after: int, upto: int) -> int:
        params = {"session": number, "after": after, "upto": upto, "payload": to_json({})}
        return self._sql.run(_ERASE_BETWEEN, params)

    def unerased(self, number: SessionNumber, upto: int) -> int:
        """Count events up to a number that still have their payload."""
        row = self._sql.one(_UNERASED, {"session": number, "upto": upto})
        return 0 if row is None else int(row[0])

    def _write(self, statement: Statement, number: SessionNumber, seq: int, payload: Json) -> None:
        params = {"session": number, "seq": seq, "payload": to_json(payload), "erased": True}
        if self._sql.run(statement, params) != 1:
            raise Bug(f"there is no event {seq} in session {number}")

    def heard_at(self, number: SessionNumber) -> float | None:
        row = self._sql.one(_HEARD, {"session": number})
        return None if row is None else row[0]

    def after(
        self,
        number: SessionNumber,
        seq: int,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Event]:
        return self.page(number, after=seq, kinds=kinds)

    def page(
        self,
        number: SessionNumber,
        *,
        after: int = 0,
        before: int | None = None,
        kinds: Collection[Kind] | None = None,
        limit: int | None = None,
    ) -> Sequence[Event]:
        """Return events in order; with `before` and `limit`, the last ones below `before`."""
        if kinds is not None and not kinds:
            return []
        last = before is not None and limit is not None
        rows = self._sql.all(
            _page(len(kinds or ()), last=last),
            {
                "session": number,
                "after": after,
                "before": _MOST if before is None else before,
                "limit": _MOST if limit is None else limit,
                **bound("kind", (kind.value for kind in kinds or ())),
            },
        )
        return ROWS.read_all(reversed(rows) if last else rows)
