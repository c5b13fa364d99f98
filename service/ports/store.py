"""The truth: one transaction is one synchronous function over a `Tx`.

Lock order is the person's row, then the session's row, then the turn's, always; the
methods that lock say so. No await can stand inside a transaction, by construction.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from service.domain.budgets import Usage
from service.domain.captures import Captured
from service.domain.effects import Effect
from service.domain.events import Event, Json, Kind
from service.domain.ids import PersonId, SessionNumber, TurnId, WorkerId
from service.domain.persons import Identity, LinkCode, Person
from service.domain.receipts import Fate, Receipt
from service.domain.sessions import Session, Slots
from service.domain.threads import ThreadKey
from service.domain.timers import Timer, TimerKind
from service.domain.turns import Progress, Turn
from service.ports.attention import (
    Cards,
    Items,
    Outbox,
    Phones,
    Preferences,
    Rooms,
    Surfaces,
)
from service.ports.gate import Limits
from service.ports.keeping import Blobs, Erasing, Vault
from service.ports.operating import Freezes, Workers
from service.ports.paces import Paces
from service.ports.reads import Reads
from service.ports.telemetry import Telemetry

T = TypeVar("T")


class Persons(Protocol):
    """Persons, their identities and the codes that link them."""

    def add(self, person: Person) -> None: ...

    def get(self, person: PersonId) -> Person | None:
        """Return the person, or the one they became."""
        ...

    def lock(self, person: PersonId) -> Person:
        """Lock the row until the transaction ends, and return the person or the one they
        became. Raises Bug if there is none.
        """
        ...

    def save(self, person: Person) -> None: ...

    def names(self) -> Sequence[str]:
        """Return the names of all; until the transaction ends, nobody else gets this answer."""
        ...

    def by_identity(self, identity: Identity) -> Person | None: ...

    def link(self, identity: Identity, person: PersonId) -> None:
        """Make the identity that person's, whosever it was."""
        ...

    def identities(self, person: PersonId) -> Sequence[Identity]:
        """Return how channels know the person, the longest linked first."""
        ...

    def merge(self, old: PersonId, new: PersonId) -> None:
        """Make everything of `old` that of `new`: sessions, items, phones, what was spent; both
        rows are locked before. What `new` has chosen stands. `old` is nobody from then on: who
        asks for that id gets `new`.
        """
        ...

    def add_code(self, code: LinkCode) -> None: ...

    def take_code(self, code_hash: str, now: float) -> PersonId | None:
        """Use up an unexpired code and return whose it was; at most one caller gets it."""
        ...

    def charge(self, person: PersonId, day: str, usage: Usage) -> tuple[Usage, int]:
        """Add to what the person used on `day` (ISO date, UTC); return what `spent` does then."""
        ...

    def spent(self, person: PersonId, day: str) -> tuple[Usage, int]:
        """Return what the person used on `day` and how often more was granted."""
        ...

    def grant(self, person: PersonId, day: str) -> None:
        """Allow the day's budget once more."""
        ...


class Sessions(Protocol):
    """Sessions and who collaborates in them."""

    def open(self, session: Session) -> Session:
        """Insert it and return it with its number; numbers are never reused. In a chat channel it
        gets a status card, which is due at once.
        """
        ...

    def by_thread(self, thread: ThreadKey) -> Session | None:
        """Read without a lock; lock the owner, then the session, before a change."""
        ...

    def get(self, number: SessionNumber) -> Session | None:
        """Read without a lock."""
        ...

    def lock(self, number: SessionNumber) -> Session:
        """Lock the row until the transaction ends. Raises Bug if there is none."""
        ...

    def save(self, session: Session, *, stirs: bool = True) -> None:
        """Write it; its status card, if it has one, is due. With `stirs` false it is not: at work
        it is looked at from time to time anyway.
        """
        ...

    def slots(self, owner: PersonId) -> Slots:
        """Count the owner's sessions that hold a slot, and those that wait for one."""
        ...

    def queue(self, owner: PersonId) -> Sequence[tuple[SessionNumber, float]]:
        """Return the owner's queued sessions as (number, rank), next one first."""
        ...

    def oldest_waiting(self, owner: PersonId) -> Sequence[SessionNumber]:
        """Return the owner's waiting sessions, longest unchanged first."""
        ...

    def share(self, number: SessionNumber, person: PersonId) -> None: ...

    def unshare(self, number: SessionNumber, person: PersonId) -> None: ...

    def collaborators(self, number: SessionNumber) -> Sequence[PersonId]: ...


class Turns(Protocol):
    """Turns and the leases on them."""

    def add(self, turn: Turn) -> None: ...

    def get(self, turn: TurnId) -> Turn | None:
        """Read without a lock."""
        ...

    def lock(self, turn: TurnId) -> Turn | None:
        """Lock the row until the transaction ends, after its session's row."""
        ...

    def save(self, turn: Turn) -> None: ...

    def beat(
        self,
        worker: WorkerId,
        until: float,
        progress: Mapping[TurnId, Progress],
    ) -> Sequence[tuple[TurnId, int, int]]:
        """Renew the worker's leases on the turns in `progress`, in one statement.

        `progress` tells of the turns that it works on when they last moved, and what they
        wait for; a lease on any other turn, which it could not give back, runs out.
        Returns what the worker still holds of them as (turn, attempt, cancel_seq).
        """
        ...


class Events(Protocol):
    """The append-only record. Callers number events from the session's locked row."""

    def append(self, events: Sequence[Event]) -> Sequence[Event]:
        """Add them and return them as whoever reads them will find them."""
        ...

    def get(self, number: SessionNumber, seq: int) -> Event | None: ...

    def replace_payload(self, number: SessionNumber, seq: int, payload: Json) -> None: ...

    def erase(self, number: SessionNumber, seq: int) -> None:
        """Drop the payload; order and number stay."""
        ...

    def heard_at(self, number: SessionNumber) -> float | None:
        """Return when a person last wrote to the session or gave it an order, if any did."""
        ...

    def erase_between(self, number: SessionNumber, after: int, upto: int) -> int:
        """Drop the payloads of all events above `after` up to `upto`; return of how many."""
        ...

    def after(
        self,
        number: SessionNumber,
        seq: int,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Event]:
        """Return the events numbered above `seq`, in order."""
        ...


class Receipts(Protocol):
    """What became of each message."""

    def add(self, receipt: Receipt) -> None: ...

    def get(self, key: str) -> Receipt | None: ...

    def settle_one(self, key: str, fate: Fate) -> None: ...

    def save(self, receipt: Receipt) -> None:
        """Write session, event, fate and reply of a known receipt. Raises Bug if there is none."""
        ...

    def settle(self, number: SessionNumber, upto: int, fate: Fate, among: Collection[Fate]) -> None:
        """Give every receipt of the session up to event `upto` whose fate is in `among`
        the new fate.
        """
        ...


class Timers(Protocol):
    """Everything that happens later."""

    def set(self, timer: Timer) -> None:
        """Set or move the timer of its `(kind, ref)`."""
        ...

    def drop(self, kind: TimerKind, ref: str) -> None: ...

    def due(self, now: float, limit: int) -> Sequence[Timer]:
        """Return timers due at `now`, the longest due first."""
        ...

    def next_due(self) -> float | None: ...


class Tx(Protocol):
    """One open transaction. `effects` are carried out after the commit, or dropped."""

    effects: list[Effect]
    persons: Persons
    sessions: Sessions
    turns: Turns
    events: Events
    items: Items
    receipts: Receipts
    outbox: Outbox
    preferences: Preferences
    phones: Phones
    surfaces: Surfaces
    cards: Cards
    rooms: Rooms
    timers: Timers
    limits: Limits
    paces: Paces
    blobs: Blobs
    vault: Vault
    erasing: Erasing
    workers: Workers
    freezes: Freezes

    @property
    def telemetry(self) -> Telemetry:
        """What is reported here is told once, after the commit, however often the transaction is
        repeated; nothing of one that is rolled back.
        """
        ...

    def now(self) -> float:
        """Return the store's time in seconds since 1970; the same within a transaction."""
        ...

    def add_capture(self, captured: Captured, upto_seq: int, at: float) -> None: ...

    def doubt(self, at: float) -> int:
        """The database is an older copy: nobody holds a lane or a card, and what waits for a chat
        platform may stand there already; return how many deliveries.
        """
        ...

    def take_office(self, name: str, holder: str, until: float) -> bool:
        """Take or renew the lease of a deployment-wide duty; one holder at a time."""
        ...

    def leave_office(self, name: str, holder: str) -> None: ...

    def cursor(self, name: str) -> str:
        """Return how far a stream from outside was read, empty if never."""
        ...

    def set_cursor(self, name: str, value: str) -> None: ...


class Store(Protocol):
    """Where all of it is kept."""

    async def run(
        self, work: Callable[[Tx], T], *, deadline: float | None = None
    ) -> tuple[T, list[Effect]]:
        """Run `work` in one transaction and return its result with the effects.

        `deadline` is seconds from now: past it, the transaction is rolled back before
        COMMIT and DeadlinePassed is raised. Raises Temporary if the database is away.
        """
        ...

    async def read(self, query: Callable[[Reads], T]) -> T:
        """Run a query on a connection that cannot write."""
        ...

    async def close(self) -> None: ...
