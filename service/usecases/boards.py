"""A room's board: the one message in which a room's sessions are shown, kept by the room's key."""

from service.domain.rooms import RoomKey
from service.ports.bundle import Ports
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases.commit import commit


def board_of(reads: Reads, room: RoomKey) -> str:
    """Return the platform's id of the message that is the room's board, empty for none."""
    return reads.cursor(_name(room))


async def keep(ports: Ports, room: RoomKey, message: str, instead_of: str) -> bool:
    """Make a message the room's board (empty: it has none any more), unless another than
    `instead_of` is it by now; return whether it is. Raises Temporary.
    """

    def work(tx: Tx) -> bool:
        if tx.cursor(_name(room)) != instead_of:
            return False
        tx.set_cursor(_name(room), message)
        return True

    return await commit(ports, work)


def _name(room: RoomKey) -> str:
    return f"board:{room}"
