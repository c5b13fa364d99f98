"""One open transaction."""

from collections.abc import Mapping

from service.adapters.store import doubting
from service.adapters.store.blobs import SqlBlobs
from service.adapters.store.captures import SqlCaptures
from service.adapters.store.cards import SqlCards
from service.adapters.store.cursors import SqlCursors
from service.adapters.store.erasing import SqlErasing
from service.adapters.store.events import SqlEvents
from service.adapters.store.freezes import SqlFreezes
from service.adapters.store.items import SqlItems
from service.adapters.store.limits import SqlLimits
from service.adapters.store.measuring import measuring
from service.adapters.store.offices import SqlOffices
from service.adapters.store.outbox import SqlOutbox
from service.adapters.store.paces import SqlPaces
from service.adapters.store.persons import SqlPersons
from service.adapters.store.phones import SqlPhones
from service.adapters.store.preferences import SqlPreferences
from service.adapters.store.receipts import SqlReceipts
from service.adapters.store.rooms import SqlRooms
from service.adapters.store.sessions import SqlSessions
from service.adapters.store.statements import Sql
from service.adapters.store.surfaces import SqlSurfaces
from service.adapters.store.timers import SqlTimers
from service.adapters.store.turns import SqlTurns
from service.adapters.store.vault import SqlVault
from service.adapters.store.workers import SqlWorkers
from service.domain.captures import Captured
from service.domain.effects import Effect
from service.domain.receipts import Fate
from service.ports import attention, gate, keeping, operating, paces, store
from service.ports.telemetry import Telemetry


class SqlTx:
    """A transaction over one connection; what it is one of decides the connection."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self.effects: list[Effect] = []
        self.telemetry: Telemetry = measuring(self.effects)
        self.persons: store.Persons = SqlPersons(sql)
        self.sessions: store.Sessions = SqlSessions(sql)
        self.turns: store.Turns = SqlTurns(sql)
        self.events: store.Events = SqlEvents(sql)
        self.items: attention.Items = SqlItems(sql)
        self._receipts = SqlReceipts(sql)
        self.receipts: store.Receipts = self._receipts
        self.outbox: attention.Outbox = SqlOutbox(sql)
        self.preferences: attention.Preferences = SqlPreferences(sql)
        self.phones: attention.Phones = SqlPhones(sql)
        self.surfaces: attention.Surfaces = SqlSurfaces(sql)
        self.cards: attention.Cards = SqlCards(sql)
        self.rooms: attention.Rooms = SqlRooms(sql)
        self.timers: store.Timers = SqlTimers(sql)
        self.limits: gate.Limits = SqlLimits(sql)
        self.paces: paces.Paces = SqlPaces(sql)
        self.blobs: keeping.Blobs = SqlBlobs(sql)
        self.vault: keeping.Vault = SqlVault(sql)
        self.erasing: keeping.Erasing = SqlErasing(sql)
        self.workers: operating.Workers = SqlWorkers(sql)
        self.freezes: operating.Freezes = SqlFreezes(sql)

    @property
    def fates(self) -> Mapping[Fate, int]:
        """How many messages came to each fate in this transaction."""
        return self._receipts.fates

    def now(self) -> float:
        return self._sql.now()

    def add_capture(self, captured: Captured, upto_seq: int, at: float) -> None:
        SqlCaptures(self._sql).add(captured, upto_seq, at)

    def doubt(self, at: float) -> int:
        return doubting.doubt(self._sql, at)

    def take_office(self, name: str, holder: str, until: float) -> bool:
        return SqlOffices(self._sql).take(name, holder, until)

    def leave_office(self, name: str, holder: str) -> None:
        SqlOffices(self._sql).leave(name, holder)

    def cursor(self, name: str) -> str:
        return SqlCursors(self._sql).get(name)

    def set_cursor(self, name: str, value: str) -> None:
        SqlCursors(self._sql).set(name, value)
