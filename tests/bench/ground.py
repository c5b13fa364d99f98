"""Filling a SQLite database with what years of use leave behind, faster than use could."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from service.adapters.store import events, items, persons, receipts, sessions, timers, turns
from service.adapters.store.rows import Rows
from service.domain.events import Event, Kind
from service.domain.ids import ItemId, PersonId, SessionNumber, TurnId, WorkerId
from service.domain.items import Item, ItemKind, ItemState
from service.domain.persons import Person
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Outcome, Turn, TurnState

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

PEOPLE = 10
OPEN_ITEMS = 200
HOLDER = WorkerId("somebody")
_AGO, _AHEAD = 40 * 24 * 3600.0, 24 * 3600.0
_PRAGMAS = ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000")

Varied = Mapping[str, Callable[[int], object]]


def person(number: int) -> PersonId:
    """Return the id of a person that `lay` adds."""
    return PersonId(f"person{number % PEOPLE}")


def turn(number: int) -> TurnId:
    """Return the id of the turn of a live session."""
    return TurnId(f"turn{number:09d}")


def lay(path: Path, *, stored: int, live: int) -> None:
    """Add that many sessions at rest, each with its history, and live ones with a held turn.

    Everybody has a tenth of them. Of the sessions at rest, the last ones have an open item.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    _people(connection)
    _at_rest(connection, range(1, stored + 1), stored)
    _live(connection, range(stored + 1, stored + live + 1))
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _people(connection: sqlite3.Connection) -> None:
    template = Person(PersonId(""), "Somebody", False, 10, 0.0)
    _insert(connection, "persons", persons.ROWS, template, {"id": person}, range(PEOPLE))


def _session(state: State) -> Session:
    return Session(
        number=SessionNumber(0),
        thread=ThreadKey("bench", "w", "r", "t"),
        owner_id=PersonId(""),
        title="Compare the three papers and save a summary",
        state=state,
        model="demo",
        pool="default",
        created_at=0.0,
        changed_at=0.0,
        state_since=0.0,
        next_seq=3,
        read_upto=2,
        steps=1,
        breadcrumb="Done: the summary of the three papers is saved",
    )


def _at_rest(connection: sqlite3.Connection, numbers: range, stored: int) -> None:
    began = time.time() - _AGO

    def at(number: int) -> float:
        return began + number / max(stored, 1) * _AGO / 2

    _sessions(connection, State.DONE, numbers, {"changed_at": at, "created_at": at})
    for seq, kind in ((1, Kind.MESSAGE), (2, Kind.ASSISTANT)):
        text = {"text": "The three papers agree on the method and differ in the sample." * 3}
        event = Event(SessionNumber(0), seq, kind, PersonId(""), began, text)
        varied: Varied = {"session": int, "actor": person}
        _insert(connection, "events", events.ROWS, event, varied, numbers)
    ended = Turn(
        TurnId(""),
        SessionNumber(0),
        "default",
        opened_at=0.0,
        ready_at=0.0,
        state=TurnState.ENDED,
        outcome=Outcome.ANSWERED,
    )
    varied = {"id": turn, "session": int, "opened_at": at}
    _insert(connection, "turns", turns.ROWS, ended, varied, numbers)
    receipt = Receipt("", SessionNumber(0), 1, Fate.READ, began)
    varied = {"key": lambda n: f"bench\x1fw\x1fr\x1fstored{n:09d}", "session": int}
    _insert(connection, "receipts", receipts.ROWS, receipt, varied, numbers)
    item = Item(ItemId(""), SessionNumber(0), PersonId(""), ItemKind.QUESTION, "Which one?", 0.0)
    first_open = numbers.stop - min(OPEN_ITEMS, len(numbers))
    varied = {
        "id": lambda n: f"item{n:09d}",
        "session": int,
        "owner_id": person,
        "opened_at": at,
        "state": lambda n: (ItemState.OPEN if n >= first_open else ItemState.RESOLVED).value,
    }
    _insert(connection, "items", items.ROWS, item, varied, numbers)


def _live(connection: sqlite3.Connection, numbers: range) -> None:
    now = time.time()
    _sessions(
        connection,
        State.RUNNING,
        numbers,
        {"turn_id": turn, "changed_at": lambda _: now, "state_since": lambda _: now},
    )
    held = Turn(
        TurnId(""),
        SessionNumber(0),
        "default",
        opened_at=now,
        ready_at=now,
        state=TurnState.RUNNING,
        worker=HOLDER,
        lease_until=now + _AHEAD,
    )
    varied: Varied = {"id": turn, "session": int}
    _insert(connection, "turns", turns.ROWS, held, varied, numbers)
    timer = Timer(TimerKind.TURN, "", now + _AHEAD)
    _insert(connection, "timers", timers.ROWS, timer, {"ref": turn}, numbers)


def _sessions(connection: sqlite3.Connection, state: State, numbers: range, more: Varied) -> None:
    varied: Varied = {
        "number": int,
        "owner_id": person,
        "thread": lambda n: f"bench:w:r:stored{n:09d}",
        **more,
    }
    _insert(connection, "sessions", sessions.ROWS, _session(state), varied, numbers)


def _insert(
    connection: sqlite3.Connection,
    table: str,
    rows: Rows[T],
    template: T,
    varied: Varied,
    numbers: range,
) -> None:
    params = rows.params(template)
    columns: list[Iterable[object]] = [
        map(varied[name], numbers) if name in varied else repeat(value, len(numbers))
        for name, value in params.items()
    ]
    names = ", ".join(f'"{name}"' for name in params)
    marks = ", ".join("?" for _ in params)
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", zip(*columns, strict=True)
    )
