"""What stands in the database after each commit, read past the code that is tested."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.simulation.notices import DeliveryRow, PreferenceRow

_SESSIONS = (
    "SELECT number, owner_id, state, turn_id, queue_rank, next_seq, read_upto, steps, captures,"
    " captured_upto, breadcrumb, muted, check_every FROM sessions"
)
_TURNS = "SELECT id, session, state, attempt, worker, phase FROM turns WHERE state != 'ended'"
_ITEMS = (
    "SELECT id, session, kind, reason, choices, owner_id, severity, ladder, ladder_from, rung,"
    " tell_at, told, snoozed_until, decide_at, json_extract(facts, '$.quietly')"
    " FROM items WHERE state = 'open'"
)
_OVER = "SELECT id, session, state, resolved_by, resolved_from, resolved_at FROM items WHERE id = ?"
_TIMERS = "SELECT kind, ref, due_at FROM timers"
_PREFERENCES = "SELECT person_id, quiet, zone, held_since FROM preferences"
_WAITING = "SELECT id, attempts, begun_at IS NOT NULL FROM deliveries WHERE state = 'waiting'"
_MADE = (
    "SELECT rowid, id, lane, person_id, kind, created_at, facts, item, loud, state"
    " FROM deliveries WHERE rowid > ? ORDER BY rowid"
)
_PENDING = "SELECT session, seq, fate FROM receipts WHERE fate IN ('queued', 'next', 'kept')"
_EVENTS = (
    "SELECT rowid, session, seq, kind, actor, payload, turn FROM events WHERE rowid > ?"
    " ORDER BY rowid"
)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session."""

    number: int
    owner: str
    state: str
    turn: str | None
    rank: float
    next_seq: int
    read_upto: int
    steps: int
    captures: int
    captured_upto: int
    breadcrumb: str
    muted: bool
    check_every: float


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn that has not ended."""

    id: str
    session: int
    state: str
    attempt: int
    worker: str | None
    phase: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An open attention item; a check-in that is `quietly` shown is not told."""

    id: str
    session: int
    kind: str
    reason: str
    choices: tuple[str, ...]
    owner: str
    severity: int
    ladder: tuple[str, ...]
    ladder_from: float
    rung: int
    tell_at: float | None
    told: int
    snoozed_until: float | None
    decide_at: float | None
    quietly: bool | None = None


@dataclass(frozen=True, slots=True)
class OverRow:
    """How an attention item ended."""

    id: str
    session: int
    state: str
    by: str | None
    via: str
    at: float


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as it was first written."""

    session: int
    seq: int
    kind: str
    actor: str
    payload: dict[str, Any]
    turn: str | None


@dataclass(slots=True)
class State:
    """One state of the database. What the last commit did: `fresh` are the events and `made`
    the deliveries that it added, `settled` the deliveries that no longer wait, each with the
    state it came to, and `over` the items that are no longer open.
    """

    sessions: dict[int, SessionRow] = field(default_factory=dict)
    turns: dict[str, TurnRow] = field(default_factory=dict)
    items: dict[str, ItemRow] = field(default_factory=dict)
    timers: dict[tuple[str, str], float] = field(default_factory=dict)
    caps: dict[str, int | None] = field(default_factory=dict)
    pending: list[tuple[int, int, str]] = field(default_factory=list)
    fresh: list[EventRow] = field(default_factory=list)
    preferences: dict[str, PreferenceRow] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, DeliveryRow] = field(default_factory=dict)
    made: list[DeliveryRow] = field(default_factory=list)
    settled: list[tuple[DeliveryRow, str]] = field(default_factory=list)
    over: list[OverRow] = field(default_factory=list)


class Mirror:
    """Reads the next state on demand and keeps all events."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._db.isolation_level = None
        self._row = 0
        self._delivery = 0
        self._version = 0
        self.now = State()
        self.events: dict[int, list[EventRow]] = {}

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def changed(self) -> bool:
        """Tell whether anything was written since this was asked last."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        known, self._version = self._version, version
        return bool(version != known)

    def refresh(self) -> State:
        """Read the new state, and return the one before it."""
        before, run = self.now, self._db.execute
        run("BEGIN")
        self.now = State(
            {row[0]: SessionRow(*row) for row in run(_SESSIONS)},
            {row[0]: TurnRow(*row) for row in run(_TURNS)},
            {row[0]: _item(*row) for row in run(_ITEMS)},
            {(kind, ref): due for kind, ref, due in run(_TIMERS)},
            dict(run("SELECT id, cap FROM persons")),
            run(_PENDING).fetchall(),
            self._fresh(),
            {row[0]: PreferenceRow(*row[1:]) for row in run(_PREFERENCES)},
            dict(run("SELECT id, person_id FROM phones")),
        )
        self._deliveries(before)
        gone = before.items.keys() - self.now.items.keys()
        self.now.over = [OverRow(*run(_OVER, (item,)).fetchone()) for item in sorted(gone)]
        run("ROLLBACK")
        return before

    def _deliveries(self, before: State) -> None:
        now, run = self.now, self._db.execute
        now.made = list(self._made())
        new = {each.id: each for each in now.made}
        for identity, attempts, begun in run(_WAITING):
            row = before.waiting.get(identity) or new[identity]
            now.waiting[identity] = row.tried(attempts, bool(begun))
        for identity in before.waiting.keys() - now.waiting.keys():
            state = run("SELECT state FROM deliveries WHERE id = ?", (identity,)).fetchone()[0]
            now.settled.append((before.waiting[identity], state))
        now.settled.sort(key=lambda each: each[0].order)

    def _made(self) -> Iterator[DeliveryRow]:
        for row in self._db.execute(_MADE, (self._delivery,)):
            order, identity, lane, person, kind, at, stored, item, loud, state = row
            self._delivery, facts = order, json.loads(stored)
            items = tuple(facts["items"])
            many, rung = facts.get("count", len(items)), facts.get("rung")
            yield DeliveryRow(
                order, identity, lane, person, kind, at, items, many, rung, item, loud, state
            )

    def _fresh(self) -> list[EventRow]:
        fresh = []
        for rowid, session, seq, kind, actor, payload, turn in self._db.execute(
            _EVENTS, (self._row,)
        ):
            event = EventRow(session, seq, kind, actor, json.loads(payload), turn)
            fresh.append(event)
            self.events.setdefault(session, []).append(event)
            self._row = rowid
        return fresh

    def leased(self, now: float) -> set[str]:
        """Return the turns that somebody holds just now."""
        running = "SELECT id FROM turns WHERE state = 'running' AND lease_until > ?"
        return {identity for (identity,) in self.rows(running, now)}

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query of one's own."""
        return self._db.execute(query, values).fetchall()


def _item(*row: Any) -> ItemRow:
    identity, session, kind, reason, choices, owner, severity, ladder, *rest = row
    return ItemRow(
        identity, session, kind, reason, _texts(choices), owner, severity, _texts(ladder), *rest
    )


@lru_cache(maxsize=256)
def _texts(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))
