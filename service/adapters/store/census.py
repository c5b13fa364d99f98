"""Counts over the whole deployment.

Everything that is live, open, ready, waiting or due is found by an index that holds little
else. Sessions at rest are so many that they are counted a slice at a time.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from service.adapters.store.columns import TIME
from service.adapters.store.freezes import frozen
from service.adapters.store.statements import Sql, Statement, constant, constants
from service.adapters.store.tables import persons, receipts, sessions, timers, turns
from service.adapters.store.tables_attention import DEAD, ITEM_OPEN, WAITS, deliveries, items
from service.domain.receipts import PENDING
from service.domain.states import AT_REST, HOLDS_SLOT, State
from service.domain.turns import Phase, TurnState
from service.ports.census import AGES, AtRest, Census, Live, OpenItems, Outgoing, Slice, Turns

_count = sa.func.count()
_Key = Callable[[sa.Column[Any]], sa.ColumnElement[str]]


def _first_part(key: sa.Column[Any]) -> sa.ColumnElement[str]:
    """Return the channel of a thread's or a lane's key, on PostgreSQL."""
    return sa.func.split_part(key, ":", 1)


def _first_part_on_sqlite(key: sa.Column[Any]) -> sa.ColumnElement[str]:
    return sa.func.substr(key, 1, sa.func.instr(key, ":") - 1)


def _by_channel(build: Callable[[_Key], sa.ClauseElement]) -> Statement:
    return Statement(build(_first_part), build(_first_part_on_sqlite))


def _live(channel: _Key) -> sa.ClauseElement:
    now = sa.bindparam("now", type_=TIME)
    moved = sa.func.coalesce(turns.c.last_progress_at, sessions.c.state_since)
    # One that waits could not move before it was ready; a freeze puts that off until it is over.
    waits = sa.and_(turns.c.state == constant(TurnState.READY), turns.c.ready_at > moved)
    progress = sa.case((waits, turns.c.ready_at), else_=moved)
    limited = sa.and_(turns.c.wait_until.is_not(None), turns.c.wait_until > now)
    # As `held_back` of the conditions says it: nobody is at work on it, and would not be.
    at_rest = sa.or_(turns.c.id.is_(None), turns.c.state == constant(TurnState.READY))
    held = sa.and_(
        sessions.c.state.in_(constants((State.QUEUED, State.RUNNING))),
        at_rest,
        sa.func.coalesce(turns.c.phase, "") != constant(Phase.CAPTURE),
        frozen(sessions.c.pool),
    )
    each = (
        sa.select(
            sessions.c.state.label("state"),
            channel(sessions.c.thread).label("channel"),
            sessions.c.pool.label("pool"),
            sa.case((limited, 1), else_=0).label("limited"),
            sa.case((held, 1), else_=0).label("frozen"),
            sa.case(
                *((progress > now - age, band) for band, age in enumerate(AGES)),
                else_=len(AGES),
            ).label("band"),
            progress.label("progress_at"),
        )
        .select_from(sessions.outerjoin(turns, turns.c.id == sessions.c.turn_id))
        .where(sessions.c.state.in_(constants(set(State) - AT_REST)))
        .subquery("each_live")
    )
    groups = (each.c.state, each.c.channel, each.c.pool, each.c.limited, each.c.frozen, each.c.band)
    return sa.select(*groups, _count, sa.func.min(each.c.progress_at)).group_by(*groups)


def _slice(channel: _Key) -> sa.ClauseElement:
    each = (
        sa.select(
            sessions.c.number.label("number"),
            sessions.c.state.label("state"),
            channel(sessions.c.thread).label("channel"),
            sessions.c.pool.label("pool"),
        )
        .where(sessions.c.number > sa.bindparam("after"))
        .order_by(sessions.c.number)
        .limit(sa.bindparam("limit", type_=sa.Integer()))
        .subquery("each_session")
    )
    groups = (each.c.state, each.c.channel, each.c.pool)
    return sa.select(*groups, _count, sa.func.max(each.c.number)).group_by(*groups)


def _outbox(channel: _Key) -> sa.ClauseElement:
    each = (
        sa.select(
            channel(deliveries.c.lane).label("channel"),
            sa.case((deliveries.c.begun_at.is_not(None), 1), else_=0).label("begun"),
            sa.case((deliveries.c.attempts > 0, 1), else_=0).label("again"),
            deliveries.c.created_at.label("created_at"),
        )
        .where(WAITS)
        .subquery("each_delivery")
    )
    groups = (each.c.channel, each.c.begun, each.c.again)
    return sa.select(*groups, _count, sa.func.min(each.c.created_at)).group_by(*groups)


def _dead(channel: _Key) -> sa.ClauseElement:
    each = sa.select(channel(deliveries.c.lane).label("channel")).where(DEAD).subquery("each_dead")
    return sa.select(each.c.channel, _count).group_by(each.c.channel)


def _capped() -> sa.ClauseElement:
    held = (
        sa.select(sessions.c.owner_id.label("owner_id"), _count.label("slots"))
        .where(sessions.c.state.in_(constants(HOLDS_SLOT)))
        .group_by(sessions.c.owner_id)
        .subquery("each_holder")
    )
    own = sa.select(persons.c.cap).where(persons.c.id == held.c.owner_id).scalar_subquery()
    cap = sa.func.coalesce(own, sa.bindparam("cap", type_=sa.Integer()))
    most = sa.bindparam("most", type_=sa.Integer())
    return sa.select(_count).where(sa.or_(held.c.slots >= cap, held.c.slots >= most))


_LIVE = _by_channel(_live)
_SLICE = _by_channel(_slice)
_OUTBOX = _by_channel(_outbox)
_DEAD = _by_channel(_dead)
_CAPPED = Statement(_capped())
# As a worker sees it: what was made is saved all the same.
_AT_HAND = sa.or_(turns.c.phase == constant(Phase.CAPTURE), sa.not_(frozen(turns.c.pool)))
_READY = Statement(
    sa.select(
        turns.c.pool,
        sa.func.count(sa.case((_AT_HAND, 1))),
        sa.func.min(sa.case((_AT_HAND, turns.c.ready_at))),
        sa.func.count(sa.case((sa.not_(_AT_HAND), 1))),
    )
    .join(sessions, sessions.c.number == turns.c.session)
    .where(turns.c.state == constant(TurnState.READY))
    .group_by(turns.c.pool),
)
_RUNNING = Statement(
    sa.select(turns.c.pool, _count, sa.func.count(sa.distinct(turns.c.worker)))
    .where(turns.c.state == constant(TurnState.RUNNING))
    .group_by(turns.c.pool),
)
_ITEMS = Statement(
    sa.select(
        items.c.kind, items.c.reason, items.c.severity, _count, sa.func.min(items.c.opened_at)
    )
    .where(ITEM_OPEN)
    .group_by(items.c.kind, items.c.reason, items.c.severity),
)
_PENDING = Statement(
    sa.select(receipts.c.fate, _count)
    .where(receipts.c.fate.in_(constants(PENDING)))
    .group_by(receipts.c.fate),
)
_DUE = Statement(
    sa.select(_count, sa.func.min(timers.c.due_at)).where(
        timers.c.due_at <= sa.bindparam("now", type_=TIME)
    ),
)


def taken(sql: Sql, cap: int, most: int) -> Census:
    """Count; `cap` is that of a person who chose none, `most` what anybody may choose."""
    due, due_at = sql.all(_DUE, {"now": sql.now()})[0]
    return Census(
        live=[
            Live(State(state), channel, pool, bool(limited), bool(held), band, count, at)
            for state, channel, pool, limited, held, band, count, at in sql.all(
                _LIVE, {"now": sql.now()}
            )
        ],
        capped=sql.all(_CAPPED, {"cap": cap, "most": most})[0][0],
        turns=_turns(sql),
        items=[OpenItems(*row) for row in sql.all(_ITEMS)],
        pending={str(fate): count for fate, count in sql.all(_PENDING)},
        outbox=[
            Outgoing(channel, bool(begun), bool(again), count, at)
            for channel, begun, again, count, at in sql.all(_OUTBOX)
        ],
        dead={str(channel): count for channel, count in sql.all(_DEAD)},
        timers_due=due,
        timer_due_at=due_at,
    )


def _turns(sql: Sql) -> list[Turns]:
    ready = {pool: (count, at, held) for pool, count, at, held in sql.all(_READY)}
    running = {pool: (count, workers) for pool, count, workers in sql.all(_RUNNING)}
    return [
        Turns(pool, *ready.get(pool, (0, None, 0)), *running.get(pool, (0, 0)))
        for pool in sorted({*ready, *running})
    ]


def at_rest(sql: Sql, after: int, limit: int) -> Slice:
    """Count the sessions at rest among the next `limit` ones above number `after`."""
    rows = sql.all(_SLICE, {"after": after, "limit": limit})
    seen = sum(count for *_, count, _ in rows)
    return Slice(
        [
            AtRest(State(state), channel, pool, count)
            for state, channel, pool, count, _ in rows
            if State(state) in AT_REST
        ],
        max(last for *_, last in rows) if seen == limit else None,
    )
