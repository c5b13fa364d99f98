"""Status cards: what each shows, when it is looked at next, and who does so just now.

A session's row is locked before its card's, never after.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from service.adapters.store.rows import Rows, storable
from service.adapters.store.statements import Sql, Statement, insert
from service.adapters.store.tables_chat import CLAIMED, DUE, cards
from service.domain.cards import Shown
from service.domain.ids import SessionNumber

ROWS = Rows(Shown, cards)

_by_session = cards.c.session == sa.bindparam("session")
_held = cards.c.holder == sa.bindparam("holder")
_of_channel = cards.c.channel == sa.bindparam("channel")
_at: sa.BindParameter[float] = sa.bindparam("at", type_=sa.Double())
_now: sa.BindParameter[float] = sa.bindparam("now", type_=sa.Double())
_limit = sa.bindparam("limit", type_=sa.Integer())

_OPEN = insert(cards)
_GET = Statement(sa.select(*ROWS.columns).where(_by_session))
_STIR = Statement(
    sa.update(cards)
    .where(_by_session)
    .values(due_at=sa.case((cards.c.due_at < _at, cards.c.due_at), else_=_at)),
)
_due = sa.and_(
    _of_channel,
    DUE,
    cards.c.due_at <= _now,
    sa.or_(cards.c.claimed_until.is_(None), cards.c.claimed_until < _now),
)
_left = sa.and_(_of_channel, CLAIMED, cards.c.claimed_until < _now)
_ANY_DUE = Statement(sa.select(cards.c.session).where(_due).limit(sa.literal_column("1")))
_ANY_LEFT = Statement(sa.select(cards.c.session).where(_left).limit(sa.literal_column("1")))
_CLAIMABLE = Statement(
    sa.select(cards.c.due_at, *ROWS.columns)
    .where(_due)
    .order_by(cards.c.due_at)
    .limit(_limit)
    .with_for_update(skip_locked=True, key_share=True),
)
_LEFT = Statement(
    sa.select(cards.c.claimed_until, *ROWS.columns)
    .where(_left)
    .order_by(cards.c.claimed_until)
    .limit(_limit)
    .with_for_update(skip_locked=True, key_share=True),
)
_CLAIM = Statement(
    sa.update(cards)
    .where(_by_session)
    .values(due_at=sa.null(), holder=sa.bindparam("holder"), claimed_until=sa.bindparam("until")),
)
_until: sa.BindParameter[float] = sa.bindparam("until", type_=sa.Double())
_KEEP = Statement(
    sa.update(cards)
    .where(_by_session, _held)
    .values(
        claimed_until=sa.case((cards.c.claimed_until < _until, _until), else_=cards.c.claimed_until)
    ),
)
_SAVE = Statement(
    sa.update(cards)
    .where(_by_session, _held)
    .values({name: sa.bindparam(name) for name in ROWS.without("session", "due_at", "lost")}),
)
_LOSE = Statement(sa.update(cards).where(_by_session).values(lost=sa.bindparam("lost")))
_RELEASE = Statement(
    sa.update(cards)
    .where(_by_session, _held)
    .values(
        holder=sa.null(),
        claimed_until=sa.null(),
        due_at=sa.case(
            (cards.c.due_at < _at, cards.c.due_at), else_=sa.func.coalesce(_at, cards.c.due_at)
        ),
    ),
)


class SqlCards:
    """Status cards in the database: a row for each session of a chat channel."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def open(self, number: SessionNumber, channel: str) -> None:
        """Insert the card of a new session, due at once."""
        free = {"channel": channel, "holder": None, "claimed_until": None}
        self._sql.run(_OPEN, {**ROWS.params(Shown(number, due_at=self._sql.now())), **free})

    def get(self, number: SessionNumber) -> Shown | None:
        return ROWS.read_one(self._sql.one(_GET, {"session": number}))

    def stir(self, number: SessionNumber, at: float) -> None:
        self._sql.run(_STIR, {"session": number, "at": at})

    def claim(
        self,
        holder: str,
        channels: Collection[str],
        now: float,
        until: float,
        limit: int,
    ) -> Sequence[Shown]:
        found: dict[SessionNumber, tuple[float, Shown]] = {}
        for channel in sorted(channels):
            params = {"channel": channel, "now": now, "limit": limit}
            for since, *row in (*self._sql.all(_LEFT, params), *self._sql.all(_CLAIMABLE, params)):
                shown = ROWS.read(row)
                found.setdefault(shown.session, (since, replace(shown, due_at=None)))
        taken = sorted(found.values(), key=lambda each: (each[0], each[1].session))[:limit]
        claims = [{"session": s.session, "holder": holder, "until": until} for _, s in taken]
        self._sql.many(_CLAIM, claims)
        return [shown for _, shown in taken]

    def due(self, channels: Collection[str]) -> bool:
        """Tell whether a card of the channels can be claimed."""
        now = self._sql.now()
        return any(
            self._sql.one(statement, {"channel": each, "now": now}) is not None
            for each in sorted(channels)
            for statement in (_ANY_DUE, _ANY_LEFT)
        )

    def keep(self, number: SessionNumber, holder: str, until: float) -> bool:
        return self._sql.run(_KEEP, {"session": number, "holder": holder, "until": until}) == 1

    def save(self, shown: Shown, holder: str) -> bool:
        return self._sql.run(_SAVE, {**ROWS.params(shown), "holder": holder}) == 1

    def lose(self, number: SessionNumber, why: str) -> None:
        self._sql.run(_LOSE, {"session": number, "lost": storable(why)})
        if not why:
            self.stir(number, self._sql.now())

    def release(self, number: SessionNumber, holder: str, due_at: float | None) -> None:
        self._sql.run(_RELEASE, {"session": number, "holder": holder, "at": due_at})
