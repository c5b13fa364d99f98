"""Reading for views: queries that lock nothing and change nothing."""

from collections.abc import Collection, Sequence
from typing import Protocol

from service.domain.budgets import Usage
from service.domain.captures import Captured
from service.domain.cards import Shown
from service.domain.deliveries import Delivery, DeliveryState
from service.domain.events import Event, Kind
from service.domain.freezes import Freeze
from service.domain.ids import (
    BlobId,
    DeliveryId,
    ItemId,
    PersonId,
    SessionNumber,
    TurnId,
    WorkerId,
)
from service.domain.items import Item
from service.domain.limits import Limit
from service.domain.persons import Identity, Person
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from service.domain.receipts import Receipt
from service.domain.rooms import Room, RoomKey
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey
from service.domain.timers import Timer
from service.domain.turns import Turn
from service.domain.workers import Worker
from service.ports.census import Census, Slice


class Reads(Protocol):
    """Everything that pages, lists, exports and metrics ask for."""

    def now(self) -> float: ...

    def person(self, person: PersonId) -> Person | None: ...

    def person_by_identity(self, identity: Identity) -> Person | None: ...

    def persons(self) -> Sequence[Person]: ...

    def identities(self, person: PersonId) -> Sequence[Identity]: ...

    def spent(self, person: PersonId, day: str) -> tuple[Usage, int]: ...

    def session(self, number: SessionNumber) -> Session | None: ...

    def session_by_thread(self, thread: ThreadKey) -> Session | None: ...

    def sessions(
        self,
        viewer: PersonId | None,
        *,
        states: Collection[State] | None = None,
        limit: int = 100,
        before: tuple[float, SessionNumber] | None = None,
    ) -> Sequence[Session]:
        """Return the sessions that `viewer` owns or shares (None: all), last changed first; of
        those that changed at the same moment, the highest number first.

        `before` continues a listing behind a session: when it changed, and its number.
        """
        ...

    def may_see(self, person: PersonId, number: SessionNumber) -> bool:
        """Tell whether the person owns or shares the session."""
        ...

    def collaborators(self, number: SessionNumber) -> Sequence[Person]: ...

    def queue(self, owner: PersonId) -> Sequence[SessionNumber]:
        """Return the owner's queued sessions, next one first."""
        ...

    def events(
        self,
        number: SessionNumber,
        *,
        after: int = 0,
        before: int | None = None,
        kinds: Collection[Kind] | None = None,
        limit: int | None = None,
    ) -> Sequence[Event]:
        """Return events in order; with `before` and `limit`, the last ones below `before`."""
        ...

    def unerased(self, number: SessionNumber, upto: int) -> int:
        """Count the session's events up to `upto` that still have their payload."""
        ...

    def forgettable(self, before: DeliveryId) -> int:
        """Count the settled deliveries before that id, but none about an item that is open."""
        ...

    def receipts(self, number: SessionNumber, after: int = 0) -> Sequence[Receipt]:
        """Return the receipts of the session's events numbered above `after`, in order."""
        ...

    def turn(self, turn: TurnId) -> Turn | None: ...

    def turns(self, number: SessionNumber, limit: int = 20) -> Sequence[Turn]:
        """Return the session's turns, newest first."""
        ...

    def held_by(self, worker: WorkerId) -> Sequence[TurnId]:
        """Return the running turns that a worker of this name holds."""
        ...

    def item(self, item: ItemId) -> Item | None: ...

    def items(
        self,
        owner: PersonId | None = None,
        session: SessionNumber | None = None,
        *,
        open_only: bool = True,
    ) -> Sequence[Item]:
        """Return items, the most severe and then the oldest first."""
        ...

    def inbox(self, person: PersonId, limit: int = 500) -> Sequence[Item]:
        """Return the open items that stand in the person's inbox or that they were asked
        about as a colleague, the most severe and then the oldest first.
        """
        ...

    def settled(self, person: PersonId, limit: int = 20) -> Sequence[Item]:
        """Return the items of the person's inbox that are over, the last one first; check-ins come
        and go too often to be among them.
        """
        ...

    def alerts(self, since: float) -> Sequence[Item]:
        """Return everybody's alerts opened since then, over or not, the oldest first."""
        ...

    def preferences(self, person: PersonId) -> Preferences:
        """Return the person's, or the defaults."""
        ...

    def phones(self, person: PersonId | None = None) -> Sequence[Phone]:
        """Return the person's phones (None: everybody's), oldest first."""
        ...

    def deliveries(
        self,
        *,
        person: PersonId | None = None,
        item: ItemId | None = None,
        after: DeliveryId | None = None,
        limit: int = 100,
    ) -> Sequence[Delivery]:
        """Return deliveries to a person, or about an item, in order; with `after`, only those
        made later; without it, the newest.
        """
        ...

    def undelivered(
        self, state: DeliveryState, *, channel: str = "", limit: int = 100
    ) -> Sequence[Delivery]:
        """Return deliveries that wait or are dead, of one channel or of all, the oldest first."""
        ...

    def used_at(self, person: PersonId, place: ThreadKey) -> float | None:
        """Return when the person was last active there."""
        ...

    def cursor(self, name: str) -> str: ...

    def room(self, key: RoomKey) -> Room:
        """Return the room's settings, or the defaults."""
        ...

    def card(self, number: SessionNumber) -> Shown | None: ...

    def cards_due(self, channels: Collection[str]) -> bool:
        """Tell whether a card of the channels can be claimed."""
        ...

    def threads_of(
        self, channel: str, workspace: str, *, live: bool, since: float, limit: int
    ) -> Sequence[Session]:
        """Return the workspace's sessions that changed since then, the last changed first: with
        `live` those that are queued, running or waiting, else those at rest.
        """
        ...

    def delivery_by_receipt(self, lane: str, receipt: str) -> Delivery | None:
        """Return the delivery of the lane that the platform knows by that id."""
        ...

    def timers(self, refs: Collection[str]) -> Sequence[Timer]: ...

    def limits(self) -> Sequence[Limit]:
        """Return what is known about each model that was ever limited, by name."""
        ...

    def workers(self) -> Sequence[Worker]:
        """Return all workers that are known, by pool and name."""
        ...

    def turns_held(self) -> dict[WorkerId, int]:
        """Count the running turns of each worker."""
        ...

    def turns_ready(self) -> Sequence[Turn]:
        """Return the turns that wait for a worker, the longest waiting first."""
        ...

    def turns_unclaimed(self, pool: str, limit: int) -> Sequence[tuple[TurnId, int]]:
        """Return the turns of the pool that have been rung for and that a worker may claim now,
        with their attempts, the longest waiting first; none that an operator holds back.
        """
        ...

    def freezes(self) -> Sequence[Freeze]:
        """Return all that an operator holds back, the widest first."""
        ...

    def captures(self, number: SessionNumber) -> Sequence[Captured]:
        """Return the session's captures, oldest first."""
        ...

    def blob(self, blob: BlobId) -> tuple[PersonId, str, str, bytes] | None: ...

    def formerly(self, person: PersonId) -> Sequence[Person]:
        """Return who became the person by a link, as they were; the record names them still."""
        ...

    def gave(self, person: PersonId) -> Sequence[tuple[BlobId, str]]:
        """Return the files that the person attached, with their names."""
        ...

    def wrote_in(self, person: PersonId) -> Sequence[SessionNumber]:
        """Return the sessions in which the person wrote or decided something, by number."""
        ...

    def secret(self, name: str) -> bytes | None:
        """Return the secret's ciphertext."""
        ...

    def secret_names(self) -> Sequence[str]: ...

    def census(self, cap: int, most: int) -> Census:
        """Count what is live, open, waiting or due; `cap` is that of a person who chose none,
        `most` what anybody may choose.
        """
        ...

    def at_rest(self, after: int, limit: int) -> Slice:
        """Count the sessions at rest among the next `limit` ones above number `after`."""
        ...

    def schema_version(self) -> str: ...

    def schema_floor(self) -> str:
        """Return the oldest version whose code may work on the database as it is now."""
        ...
