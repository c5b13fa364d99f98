"""Lists of sessions, last changed first.

An index is ordered by one state at a time, so a list takes the newest of each state and
merges them: its cost follows the length of the list, not the number of sessions.
"""

import math
from collections.abc import Collection, Sequence
from functools import cache

import sqlalchemy as sa

from service.adapters.store import sessions
from service.adapters.store.statements import Sql, Statement, binds, bound, constant
from service.adapters.store.tables import collaborators
from service.adapters.store.tables import sessions as table
from service.domain.ids import PersonId, SessionNumber
from service.domain.sessions import Session
from service.domain.states import AT_REST, State

_LIMIT = sa.bindparam("limit", type_=sa.Integer())
_VIEWER = sa.bindparam("viewer", type_=table.c.owner_id.type)
_BEFORE: sa.BindParameter[float] = sa.bindparam("before", type_=sa.Double())
_BELOW: sa.BindParameter[int] = sa.bindparam("below", type_=table.c.number.type)


def _earlier(changed_at: sa.ColumnElement[float]) -> sa.ColumnElement[bool]:
    """Tell what comes after a session in a list: of several that changed at the same moment,
    those with lower numbers. The first half is what an index finds.
    """
    among = sa.or_(changed_at < _BEFORE, table.c.number < _BELOW)
    return sa.and_(changed_at <= _BEFORE, among)


def _newest(state: sa.BindParameter[str], *, viewed: bool) -> sa.Select[int, float]:
    clause = sa.select(table.c.number, table.c.changed_at).where(
        table.c.state == state,
        _earlier(table.c.changed_at),
    )
    if viewed:
        clause = clause.where(table.c.owner_id == _VIEWER)
    return clause.order_by(table.c.changed_at.desc(), table.c.number.desc()).limit(_LIMIT)


def _shared(states: Sequence[sa.BindParameter[str]]) -> sa.Select[int, float]:
    # The sum keeps the planner from walking all sessions in order of change, looking for
    # the few that are shared.
    changed_at = table.c.changed_at + sa.literal_column("0.0", sa.Double())
    return (
        sa.select(table.c.number, table.c.changed_at)
        .join_from(collaborators, table)
        .where(
            collaborators.c.person_id == _VIEWER,
            table.c.owner_id != _VIEWER,
            table.c.state.in_(states),
            _earlier(changed_at),
        )
        .order_by(changed_at.desc(), table.c.number.desc())
        .limit(_LIMIT)
    )


@cache
def _listing(count: int, *, viewed: bool) -> Statement:
    states = binds("state", count)
    branches = [_newest(state, viewed=viewed) for state in states]
    if viewed:
        branches.append(_shared(states))
    return _merged(branches)


def _changed(state: State) -> sa.Select[int, float]:
    """Return the newest of a place's sessions in one state, by an index of places alone."""
    return (
        sa.select(table.c.number, table.c.changed_at)
        .where(
            table.c.place == sa.bindparam("place"),
            table.c.place.is_not(None),
            table.c.state == constant(state),
            table.c.changed_at >= sa.bindparam("since", type_=sa.Double()),
        )
        .order_by(table.c.changed_at.desc())
        .limit(_LIMIT)
    )


def _merged(branches: Sequence[sa.Select[int, float]]) -> Statement:
    """Return the sessions that changed last of what the branches find."""
    merged = sa.union_all(*(sa.select(branch.subquery()) for branch in branches)).subquery()
    order = (merged.c.changed_at.desc(), merged.c.number.desc())
    newest = sa.select(merged.c.number).order_by(*order).limit(_LIMIT)
    return Statement(
        sa.select(*sessions.ROWS.columns)
        .where(table.c.number.in_(newest))
        .order_by(
            (table.c.changed_at + sa.literal_column("0.0", sa.Double())).desc(),
            table.c.number.desc(),
        ),
    )


_MAY_SEE = Statement(
    sa.select(table.c.number).where(
        table.c.number == sa.bindparam("number"),
        sa.or_(
            table.c.owner_id == _VIEWER,
            sa.exists().where(
                collaborators.c.session == sa.bindparam("number"),
                collaborators.c.person_id == _VIEWER,
            ),
        ),
    ),
)


def listed(
    sql: Sql,
    viewer: PersonId | None,
    *,
    states: Collection[State] | None = None,
    limit: int = 100,
    before: tuple[float, SessionNumber] | None = None,
) -> Sequence[Session]:
    """Return what `viewer` owns or shares (None: all), last changed first."""
    changed_at, below = before or (math.inf, 0)
    wanted = tuple(State) if states is None else tuple(states)
    if not wanted:
        return []
    rows = sql.all(
        _listing(len(wanted), viewed=viewer is not None),
        {
            "viewer": viewer,
            "limit": limit,
            "before": changed_at,
            "below": below,
            **bound("state", (state.value for state in wanted)),
        },
    )
    return sessions.ROWS.read_all(rows)


_STANDING = {
    live: _merged([_changed(state) for state in State if (state not in AT_REST) is live])
    for live in (True, False)
}


def standing_in(
    sql: Sql,
    place: str,
    *,
    live: bool,
    since: float,
    limit: int,
) -> Sequence[Session]:
    """Return the sessions of a place that changed since then, live or at rest, last changed
    first.
    """
    params = {"place": place, "since": since, "limit": limit}
    return sessions.ROWS.read_all(sql.all(_STANDING[live], params))


def may_see(sql: Sql, person: PersonId, number: int) -> bool:
    """Tell whether the person owns or shares the session."""
    return sql.one(_MAY_SEE, {"viewer": person, "number": number}) is not None
