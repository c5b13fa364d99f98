"""Which bundles stand in storage."""

import json
from collections.abc import Sequence

import sqlalchemy as sa

from service.adapters.store.rows import to_json
from service.adapters.store.statements import Sql, Statement, insert
from service.adapters.store.tables import captures
from service.domain.captures import Captured, CapturedFile
from service.domain.ids import SessionNumber

_ADD = insert(captures)
_OF_SESSION = Statement(
    sa.select(captures.c.version, captures.c.address, captures.c.files)
    .where(captures.c.session == sa.bindparam("session"))
    .order_by(captures.c.version),
)


class SqlCaptures:
    """Captures in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, captured: Captured, upto_seq: int, at: float) -> None:
        """Record a bundle that holds the session's events up to `upto_seq`."""
        self._sql.run(
            _ADD,
            {
                "session": captured.session,
                "version": captured.version,
                "address": captured.address,
                "files": to_json([file.as_json() for file in captured.files]),
                "upto_seq": upto_seq,
                "at": at,
            },
        )

    def of_session(self, number: SessionNumber) -> Sequence[Captured]:
        """Return the session's captures, oldest first."""
        rows = self._sql.all(_OF_SESSION, {"session": number})
        return [
            Captured(number, version, address, [CapturedFile(**each) for each in json.loads(files)])
            for version, address, files in rows
        ]
