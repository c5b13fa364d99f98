"""The settings of rooms."""

import sqlalchemy as sa

from service.adapters.store.rows import Rows
from service.adapters.store.statements import Sql, Statement, upsert
from service.adapters.store.tables_chat import rooms
from service.domain.rooms import Room, RoomKey

ROWS = Rows(Room, rooms)

_GET = Statement(sa.select(*ROWS.columns).where(rooms.c["key"] == sa.bindparam("key")))
_SAVE = upsert(rooms, lambda new: {name: new[name] for name in ROWS.without("key")})


class SqlRooms:
    """Rooms in the database; one that nobody changed has no row."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, key: RoomKey) -> Room:
        found = ROWS.read_one(self._sql.one(_GET, {"key": str(key)}))
        return Room(key) if found is None else found

    def save(self, room: Room) -> None:
        self._sql.run(_SAVE, ROWS.params(room))
