"""Rooms' boards: which message each is, and what stands on it."""

from collections.abc import Mapping, Sequence

from bot.presenter.cards import RowCard
from bot.presenter.session_cards import room_rows
from service.domain.ids import SessionNumber
from service.domain.items import Item
from service.domain.outlook import outlook
from service.domain.rooms import RoomKey
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.usecases import boards

LIVE, RECENT = 15, 5
"""Rows of sessions at work, and of those at rest."""
_LOOKED_AT = 500


class Boards:
    """Every method lets Temporary through."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def at(self, room: RoomKey) -> str:
        """Return the platform's id of the message that is the room's board, empty for none."""
        return await self._ports.store.read(lambda reads: boards.board_of(reads, room))

    async def keep(self, room: RoomKey, message: str, instead_of: str) -> bool:
        """Make a message the room's board, unless another than `instead_of` is it by now."""
        return await boards.keep(self._ports, room, message, instead_of)

    async def room_of(self, number: SessionNumber) -> RoomKey | None:
        """Return the room that a session stands in."""
        session = await self._ports.store.read(lambda reads: reads.session(number))
        return RoomKey.of(session.thread) if session else None

    async def rows(self, room: RoomKey) -> tuple[Sequence[RowCard], Sequence[RowCard], float]:
        """Return the room's sessions at work and the last of those at rest, as everybody in the
        room may see them, and the present moment.
        """

        def query(reads: Reads) -> tuple[Sequence[RowCard], Sequence[RowCard], float]:
            live, rest = (_in(reads, room, live=each) for each in (True, False))
            items = {each.number: reads.items(session=each.number) for each in live[:LIVE]}
            live = self._in_order(live[:LIVE], items, reads.now())
            shown = [*live, *rest[:RECENT]]
            owners = {each.owner_id: reads.person(each.owner_id) for each in shown}
            names = {who: found.name for who, found in owners.items() if found}
            asks = {number for number, found in items.items() if found}
            return (
                room_rows(live, names, asks),
                room_rows(rest[:RECENT], names, frozenset()),
                reads.now(),
            )

        return await self._ports.store.read(query)

    def _in_order(
        self,
        sessions: Sequence[Session],
        items: Mapping[SessionNumber, Sequence[Item]],
        now: float,
    ) -> list[Session]:
        limits = self._ports.policy.session_limits
        found = {each.number: outlook(each, items[each.number], now, limits) for each in sessions}
        return sorted(sessions, key=lambda each: found[each.number].order)


def _in(reads: Reads, room: RoomKey, *, live: bool) -> list[Session]:
    found = reads.threads_of(room.channel, room.workspace, live=live, since=0.0, limit=_LOOKED_AT)
    return [each for each in found if RoomKey.of(each.thread) == room]
