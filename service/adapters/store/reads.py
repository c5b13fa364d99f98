"""Reading for views, over one connection that cannot write."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from service.adapters.store import census, erasing, forgetting, listing, undelivered
from service.adapters.store.blobs import SqlBlobs
from service.adapters.store.captures import SqlCaptures
from service.adapters.store.cards import SqlCards
from service.adapters.store.cursors import SqlCursors
from service.adapters.store.events import SqlEvents
from service.adapters.store.freezes import SqlFreezes
from service.adapters.store.items import SqlItems
from service.adapters.store.limits import SqlLimits
from service.adapters.store.outbox import SqlOutbox
from service.adapters.store.persons import SqlPersons
from service.adapters.store.phones import SqlPhones
from service.adapters.store.preferences import SqlPreferences
from service.adapters.store.receipts import SqlReceipts
from service.adapters.store.rooms import SqlRooms
from service.adapters.store.sessions import SqlSessions, place_of
from service.adapters.store.statements import Sql, Statement
from service.adapters.store.surfaces import SqlSurfaces
from service.adapters.store.tables import SCHEMA_VERSION, schema_floor
from service.adapters.store.timers import SqlTimers
from service.adapters.store.turns import SqlTurns
from service.adapters.store.vault import SqlVault
from service.adapters.store.workers import SqlWorkers
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
from service.ports.reads import Reads

_VERSION = Statement(sa.select(sa.column("version_num")).select_from(sa.table("alembic_version")))
_FLOOR = Statement(sa.select(schema_floor.c.oldest))


class SqlReads:
    """Every view's questions, over the same rows that transactions write."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def now(self) -> float:
        return self._sql.now()

    def person(self, person: PersonId) -> Person | None:
        return SqlPersons(self._sql).get(person)

    def person_by_identity(self, identity: Identity) -> Person | None:
        return SqlPersons(self._sql).by_identity(identity)

    def persons(self) -> Sequence[Person]:
        return SqlPersons(self._sql).everybody()

    def identities(self, person: PersonId) -> Sequence[Identity]:
        return SqlPersons(self._sql).identities(person)

    def spent(self, person: PersonId, day: str) -> tuple[Usage, int]:
        return SqlPersons(self._sql).spent(person, day)

    def session(self, number: SessionNumber) -> Session | None:
        return SqlSessions(self._sql).get(number)

    def session_by_thread(self, thread: ThreadKey) -> Session | None:
        return SqlSessions(self._sql).by_thread(thread)

    def sessions(
        self,
        viewer: PersonId | None,
        *,
        states: Collection[State] | None = None,
        limit: int = 100,
        before: tuple[float, SessionNumber] | None = None,
    ) -> Sequence[Session]:
        return listing.listed(self._sql, viewer, states=states, limit=limit, before=before)

    def may_see(self, person: PersonId, number: SessionNumber) -> bool:
        return listing.may_see(self._sql, person, number)

    def collaborators(self, number: SessionNumber) -> Sequence[Person]:
        return SqlSessions(self._sql).collaborating(number)

    def queue(self, owner: PersonId) -> Sequence[SessionNumber]:
        return [number for number, _ in SqlSessions(self._sql).queue(owner)]

    def events(
        self,
        number: SessionNumber,
        *,
        after: int = 0,
        before: int | None = None,
        kinds: Collection[Kind] | None = None,
        limit: int | None = None,
    ) -> Sequence[Event]:
        return SqlEvents(self._sql).page(
            number,
            after=after,
            before=before,
            kinds=kinds,
            limit=limit,
        )

    def unerased(self, number: SessionNumber, upto: int) -> int:
        return SqlEvents(self._sql).unerased(number, upto)

    def forgettable(self, before: DeliveryId) -> int:
        return forgetting.forgettable(self._sql, before)

    def receipts(self, number: SessionNumber, after: int = 0) -> Sequence[Receipt]:
        return SqlReceipts(self._sql).after(number, after)

    def turn(self, turn: TurnId) -> Turn | None:
        return SqlTurns(self._sql).get(turn)

    def turns(self, number: SessionNumber, limit: int = 20) -> Sequence[Turn]:
        return SqlTurns(self._sql).of_session(number, limit)

    def held_by(self, worker: WorkerId) -> Sequence[TurnId]:
        return SqlTurns(self._sql).held_by(worker)

    def item(self, item: ItemId) -> Item | None:
        return SqlItems(self._sql).get(item)

    def items(
        self,
        owner: PersonId | None = None,
        session: SessionNumber | None = None,
        *,
        open_only: bool = True,
    ) -> Sequence[Item]:
        return SqlItems(self._sql).listed(owner, session, open_only=open_only)

    def inbox(self, person: PersonId, limit: int = 500) -> Sequence[Item]:
        return SqlItems(self._sql).inbox(person, limit)

    def settled(self, person: PersonId, limit: int = 20) -> Sequence[Item]:
        return SqlItems(self._sql).settled(person, limit)

    def alerts(self, since: float) -> Sequence[Item]:
        return SqlItems(self._sql).alerts(since)

    def preferences(self, person: PersonId) -> Preferences:
        return SqlPreferences(self._sql).get(person)

    def phones(self, person: PersonId | None = None) -> Sequence[Phone]:
        phones = SqlPhones(self._sql)
        return phones.everybodys() if person is None else phones.of(person)

    def deliveries(
        self,
        *,
        person: PersonId | None = None,
        item: ItemId | None = None,
        after: DeliveryId | None = None,
        limit: int = 100,
    ) -> Sequence[Delivery]:
        return SqlOutbox(self._sql).page(person, item, after, limit)

    def undelivered(
        self,
        state: DeliveryState,
        *,
        channel: str = "",
        limit: int = 100,
    ) -> Sequence[Delivery]:
        return undelivered.listed(self._sql, state, channel, limit)

    def used_at(self, person: PersonId, place: ThreadKey) -> float | None:
        return SqlSurfaces(self._sql).at(person, place)

    def cursor(self, name: str) -> str:
        return SqlCursors(self._sql).get(name)

    def room(self, key: RoomKey) -> Room:
        return SqlRooms(self._sql).get(key)

    def card(self, number: SessionNumber) -> Shown | None:
        return SqlCards(self._sql).get(number)

    def cards_due(self, channels: Collection[str]) -> bool:
        return SqlCards(self._sql).due(channels)

    def threads_of(
        self,
        channel: str,
        workspace: str,
        *,
        live: bool,
        since: float,
        limit: int,
    ) -> Sequence[Session]:
        place = place_of(channel, workspace)
        return listing.standing_in(self._sql, place, live=live, since=since, limit=limit)

    def delivery_by_receipt(self, lane: str, receipt: str) -> Delivery | None:
        return SqlOutbox(self._sql).by_receipt(lane, receipt)

    def timers(self, refs: Collection[str]) -> Sequence[Timer]:
        return SqlTimers(self._sql).of(refs)

    def limits(self) -> Sequence[Limit]:
        return SqlLimits(self._sql).all()

    def workers(self) -> Sequence[Worker]:
        return SqlWorkers(self._sql).all()

    def turns_held(self) -> dict[WorkerId, int]:
        return SqlWorkers(self._sql).turns_held()

    def turns_ready(self) -> Sequence[Turn]:
        return SqlWorkers(self._sql).turns_ready()

    def turns_unclaimed(self, pool: str, limit: int) -> Sequence[tuple[TurnId, int]]:
        return SqlWorkers(self._sql).turns_unclaimed(pool, limit)

    def freezes(self) -> Sequence[Freeze]:
        return SqlFreezes(self._sql).all()

    def captures(self, number: SessionNumber) -> Sequence[Captured]:
        return SqlCaptures(self._sql).of_session(number)

    def blob(self, blob: BlobId) -> tuple[PersonId, str, str, bytes] | None:
        return SqlBlobs(self._sql).get(blob)

    def formerly(self, person: PersonId) -> Sequence[Person]:
        return SqlPersons(self._sql).formerly(person)

    def gave(self, person: PersonId) -> Sequence[tuple[BlobId, str]]:
        return erasing.gave(self._sql, person)

    def wrote_in(self, person: PersonId) -> Sequence[SessionNumber]:
        return erasing.wrote_in(self._sql, person)

    def secret(self, name: str) -> bytes | None:
        return SqlVault(self._sql).get(name)

    def secret_names(self) -> Sequence[str]:
        return SqlVault(self._sql).names()

    def census(self, cap: int, most: int) -> Census:
        return census.taken(self._sql, cap, most)

    def at_rest(self, after: int, limit: int) -> Slice:
        return census.at_rest(self._sql, after, limit)

    def schema_version(self) -> str:
        row = self._sql.one(_VERSION)
        return "" if row is None else str(row[0])

    def schema_floor(self) -> str:
        row = self._sql.one(_FLOOR)
        return "" if row is None else str(row[0])


def schema_of(reads: Reads) -> tuple[str, ...]:
    """Return the schema's version and, if it is newer than this heddle's, its floor."""
    found = reads.schema_version()
    return (found, reads.schema_floor()) if found > SCHEMA_VERSION else (found,)
