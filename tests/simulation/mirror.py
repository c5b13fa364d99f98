"""What stands in the database after each commit, read past the code that is tested."""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SESSIONS = (
    "SELECT number, owner_id, state, turn_id, queue_rank, next_seq, read_upto, steps, captures,"
    " captured_upto, breadcrumb FROM sessions"
)
_TURNS = "SELECT id, session, state, attempt, worker, phase FROM turns WHERE state != 'ended'"
_ITEMS = "SELECT id, session, kind, reason, choices, owner_id FROM items WHERE state = 'open'"
_TIMERS = "SELECT kind, ref FROM timers"
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
    """An open attention item."""

    id: str
    session: int
    kind: str
    reason: str
    choices: tuple[str, ...]
    owner: str


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
    """One state of the database; `fresh` are the events that the last commit added."""

    sessions: dict[int, SessionRow] = field(default_factory=dict)
    turns: dict[str, TurnRow] = field(default_factory=dict)
    items: dict[str, ItemRow] = field(default_factory=dict)
    timers: set[tuple[str, str]] = field(default_factory=set)
    caps: dict[str, int | None] = field(default_factory=dict)
    pending: list[tuple[int, int, str]] = field(default_factory=list)
    fresh: list[EventRow] = field(default_factory=list)


class Mirror:
    """Reads the next state on demand and keeps all events."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._db.isolation_level = None
        self._row = 0
        self.now = State()
        self.events: dict[int, list[EventRow]] = {}

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def refresh(self) -> State:
        """Read the new state, and return the one before it."""
        before, run = self.now, self._db.execute
        run("BEGIN")
        self.now = State(
            {row[0]: SessionRow(*row) for row in run(_SESSIONS)},
            {row[0]: TurnRow(*row) for row in run(_TURNS)},
            {
                row[0]: ItemRow(row[0], row[1], row[2], row[3], tuple(json.loads(row[4])), row[5])
                for row in run(_ITEMS)
            },
            set(run(_TIMERS)),
            dict(run("SELECT id, cap FROM persons")),
            run(_PENDING).fetchall(),
            self._fresh(),
        )
        run("ROLLBACK")
        return before

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

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query of one's own."""
        return self._db.execute(query, values).fetchall()
