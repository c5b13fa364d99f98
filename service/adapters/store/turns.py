"""Turns and the leases on them."""

from collections.abc import Mapping, Sequence

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


def _beat(told: sa.Subquery, worker: sa.ColumnElement[str]) -> sa.ClauseElement:
    return (
        sa.update(turns)
        .where(
            turns.c.id == told.c.turn,
            worker == sa.bindparam("worker"),
            turns.c.state == constant(TurnState.RUNNING),
        )
        .values(
            lease_until=sa.bindparam("until"),
            last_progress_at=told.c.moved_at,
            in_flight=told.c.in_flight,
            expected_by=told.c.expected_by,
        )
        .returning(turns.c.id, turns.c.attempt, turns.c.cancel_seq)
    )


# What moved is one JSON object {turn: [time, call, time]}, so that the statement is the same for
# any number; it is read once for all turns.
def _of_postgres() -> sa.Subquery:
    progress = sa.bindparam("progress", type_=postgresql.JSONB())
    rows = sa.func.jsonb_each(progress).table_valued(
        "key", sa.column("value", postgresql.JSONB()), name="rows"
    )
    value = rows.c.value
    return sa.select(
        rows.c.key.label("turn"),
        value[0].astext.cast(sa.Double()).label("moved_at"),
        value[1].astext.label("in_flight"),
        value[2].astext.cast(sa.Double()).label("expected_by"),
    ).subquery("told")


def _of_sqlite() -> sa.Subquery:
    rows = sa.func.json_each(sa.bindparam("progress")).table_valued("key", "value", name="rows")
    names = ("moved_at", "in_flight", "expected_by")
    return sa.select(
        rows.c.key.label("turn"),
        *(
            sa.func.json_extract(rows.c.value, sa.literal_column(f"'$[{place}]'")).label(name)
            for place, name in enumerate(names)
        ),
    ).subquery("told")


# The plus keeps SQLite from reading the JSON anew for each turn that the index of workers has.
_BY_ID: sa.ColumnElement[str] = sa.literal_column("+turns.worker")
_BEAT = Statement(_beat(_of_postgres(), turns.c.worker), on_sqlite=_beat(_of_sqlite(), _BY_ID))


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
