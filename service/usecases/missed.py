"""How far a front end has heard its platform, and from when on it has to read what it missed.

Two cursors of each stream: `heard` is the moment up to which everything was handled, `missed`
where an unread gap begins, empty if there is none. `missed` is written before `heard` may move
past it, so that whatever dies in between, the gap is read.
"""

from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

_OFFICE = "catching-up:"


async def begin(ports: Ports, stream: str) -> float | None:
    """A front end starts: return since when it has to read, None if it never heard anything.

    Raises Temporary.
    """

    def work(tx: Tx) -> float | None:
        heard, missed = _get(tx, stream, "heard"), _get(tx, stream, "missed")
        if heard is None:
            _set(tx, stream, "heard", tx.now())
            return missed
        since = heard if missed is None else min(heard, missed)
        _set(tx, stream, "missed", since)
        return since

    return await commit(ports, work)


async def note(ports: Ports, stream: str, heard: float | None, missed: float | None) -> None:
    """Everything before `heard` was handled, but for what came after `missed` (None: there is
    no gap). The one moves forward only, the other back. Raises Temporary.
    """

    def work(tx: Tx) -> None:
        gap, known = _get(tx, stream, "missed"), _get(tx, stream, "heard")
        if missed is not None and (gap is None or missed < gap):
            _set(tx, stream, "missed", missed)
        if heard is not None and (known is None or heard > known):
            _set(tx, stream, "heard", heard)

    await commit(ports, work)


async def take(ports: Ports, stream: str, holder: str, seconds: float) -> float | None:
    """Take the duty of reading the gap for so many seconds, or renew it.

    Return where the gap begins; None if there is none. Raises Taken while somebody else
    reads it, Temporary.
    """

    def work(tx: Tx) -> tuple[bool, float | None]:
        gap = _get(tx, stream, "missed")
        if gap is None:
            return True, None
        return tx.take_office(_OFFICE + stream, holder, tx.now() + seconds), gap

    mine, gap = await commit(ports, work)
    if not mine:
        raise Taken
    return gap


async def read(ports: Ports, stream: str, holder: str, since: float | None) -> None:
    """Give the duty back; with `since`, the gap from there on was read to its end.

    Raises Temporary.
    """

    def work(tx: Tx) -> None:
        gap = _get(tx, stream, "missed")
        if since is not None and gap is not None and gap >= since:
            tx.set_cursor(_name(stream, "missed"), "")
        tx.leave_office(_OFFICE + stream, holder)

    await commit(ports, work)


class Taken(Exception):
    """Another process reads the gap."""


def _name(stream: str, what: str) -> str:
    return f"{stream}:{what}"


def _get(tx: Tx, stream: str, what: str) -> float | None:
    found = tx.cursor(_name(stream, what))
    return float(found) if found else None


def _set(tx: Tx, stream: str, what: str, at: float) -> None:
    tx.set_cursor(_name(stream, what), f"{at:.6f}")
