"""Turns and the leases on them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from service.adapters.store.rows import Rows, to_json
from service.adapters.store.statements import Sql, Statement, constant, insert, update
from service.adapters.store.tables import turns
from service.domain.errors import Bug
from service.domain.ids import SessionNumber, TurnId, WorkerId
from service.domain.turns import Progress, Turn, TurnState

ROWS = Rows(Turn, turns)

_select = sa.select(*ROWS.columns)
_by_id = _select.where(turns.c.id == sa.bindparam("id"))

_ADD = insert(turns)
_GET = Statement(_by_id)
_LOCK = Statement(_by_id.with_for_update(key_share=True))
_SAVE = update(turns, ROWS.without("id", "session", "opened_at"))
_HELD_BY = Statement(
    sa.select(turns.c.id)
    .where(
        turns.c.worker == sa.bindparam("worker"),
        turns.c.state == constant(TurnState.RUNNING),
    )
    .order_by(turns.c.id),
)
_OF_SESSION = Statement(
    _select.where(turns.c.session == sa.bindparam("session"))
    .order_by(turns.c.opened_at.desc(), turns.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer())),
)


def _beat(
    moved_at: sa.ColumnElement[float],
    in_flight: sa.ColumnElement[str],
    expected_by: sa.ColumnElement[float],
) -> sa.ClauseElement:
    told = {"in_flight": in_flight, "expected_by": expected_by}
    return (
        sa.update(turns)
        .where(
            turns.c.worker == sa.bindparam("worker"),
            turns.c.state == constant(TurnState.RUNNING),
            moved_at.is_not(None),
        )
        .values(lease_until=sa.bindparam("until"), last_progress_at=moved_at, **told)
        .returning(turns.c.id, turns.c.attempt, turns.c.cancel_seq)
    )


# What moved is one JSON object {turn: [time, call, time]}, so that the statement is the same for
# any number.
def _of_postgres(place: int) -> sa.ColumnElement[Any]:
    progress = sa.bindparam("progress", type_=postgresql.JSONB())
    path: sa.ColumnElement[str] = sa.literal_column(f"'{place}'")
    found: sa.ColumnElement[Any] = sa.func.jsonb_extract_path_text(progress, turns.c.id, path)
    return found


def _of_sqlite(place: int) -> sa.ColumnElement[Any]:
    path: sa.ColumnElement[str] = sa.literal_column(f"'$.\"' || turns.id || '\"[{place}]'")
    found: sa.ColumnElement[Any] = sa.func.json_extract(sa.bindparam("progress"), path)
    return found


_BEAT = Statement(
    _beat(_of_postgres(0).cast(sa.Double()), _of_postgres(1), _of_postgres(2).cast(sa.Double())),
    on_sqlite=_beat(_of_sqlite(0), _of_sqlite(1), _of_sqlite(2)),
)


class SqlTurns:
    """Turns in the database."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, turn: Turn) -> None:
        self._sql.run(_ADD, ROWS.params(turn))

    def get(self, turn: TurnId) -> Turn | None:
        return ROWS.read_one(self._sql.one(_GET, {"id": turn}))

    def lock(self, turn: TurnId) -> Turn | None:
        return ROWS.read_one(self._sql.one(_LOCK, {"id": turn}))

    def save(self, turn: Turn) -> None:
        if self._sql.run(_SAVE, ROWS.params(turn)) != 1:
            raise Bug(f"there is no turn {turn.id} to save")

    def beat(
        self,
        worker: WorkerId,
        until: float,
        progress: Mapping[TurnId, Progress],
    ) -> Sequence[tuple[TurnId, int, int]]:
        told = {
            turn: (each.last_progress_at, to_json(each.in_flight), each.expected_by)
            for turn, each in progress.items()
        }
        rows = self._sql.all(
            _BEAT,
            {"worker": worker, "until": until, "progress": to_json(told)},
        )
        return [(TurnId(turn), attempt, cancel_seq) for turn, attempt, cancel_seq in rows]

    def held_by(self, worker: WorkerId) -> Sequence[TurnId]:
        """Return the running turns that a worker of this name holds."""
        return [TurnId(row[0]) for row in self._sql.all(_HELD_BY, {"worker": worker})]

    def of_session(self, number: SessionNumber, limit: int) -> Sequence[Turn]:
        """Return the session's turns, newest first."""
        return ROWS.read_all(self._sql.all(_OF_SESSION, {"session": number, "limit": limit}))
