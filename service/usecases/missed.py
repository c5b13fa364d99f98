"""How far a front end has heard its platform, and from when on it has to read what it missed.

Cursors of each stream: `heard` is the moment up to which everything was handled, `missed` where
an unread gap begins, empty if there is none. `missed` is written before `heard` may move past it,
so that the gap is read whatever dies in between. `read` tells when the last reading began, and
from when on it read. All are seconds since 1970.
"""

from service.ports.bundle import Ports
from service.ports.store import Tx
from service.usecases.commit import commit

_OFFICE = "catching-up:"


class Taken(Exception):
    """Another process reads what was missed."""


async def begin(ports: Ports, stream: str) -> float | None:
    """A front end starts: return since when it has to read, None if it never heard anything.

    Raises Temporary.
    """

    def work(tx: Tx) -> float | None:
        heard, gap = _get(tx, stream, "heard"), _get(tx, stream, "missed")
        if heard is None:
            _set(tx, stream, "heard", tx.now())
            return gap
        since = heard if gap is None else min(heard, gap)
        _set(tx, stream, "missed", since)
        return since

    return await commit(ports, work)


async def note(ports: Ports, stream: str, heard: float | None, missed: float | None) -> None:
    """Everything before `heard` was handled, but for what came after `missed` (None: there is
    no gap). The one moves forward only, the other back. Raises Temporary.
    """

    def work(tx: Tx) -> None:
        _widen(tx, stream, missed)
        known = _get(tx, stream, "heard")
        if heard is not None and (known is None or heard > known):
            _set(tx, stream, "heard", heard)

    await commit(ports, work)


async def take(
    ports: Ports, stream: str, holder: str, since: float, after: float, seconds: float
) -> float | None:
    """Take the duty of reading what was missed `since` then, for so many seconds.

    Return where to begin, None if another process has read that far in a reading that began
    `after` that moment. Raises Taken while another one reads, Temporary.
    """

    def work(tx: Tx) -> tuple[bool, float | None]:
        began, start = _last_reading(tx, stream)
        if began > after and start <= since:
            return True, None
        gap = _widen(tx, stream, since)
        return tx.take_office(_OFFICE + stream, holder, tx.now() + seconds), gap

    mine, gap = await commit(ports, work)
    if not mine:
        raise Taken
    return gap


async def keep(ports: Ports, stream: str, holder: str, seconds: float) -> None:
    """Stay the reader for so many seconds more. Raises Taken if it is another one now."""
    mine = await commit(
        ports, lambda tx: tx.take_office(_OFFICE + stream, holder, tx.now() + seconds)
    )
    if not mine:
        raise Taken


async def read(
    ports: Ports, stream: str, holder: str, since: float, began: float, missed: float | None
) -> None:
    """What was missed since then was read to its end, in a reading that began at that moment;
    only what was `missed` meanwhile is left. Gives the duty back. Raises Temporary.
    """

    def work(tx: Tx) -> None:
        gap = _get(tx, stream, "missed")
        if gap is not None and gap >= since:
            tx.set_cursor(_name(stream, "missed"), "")
        _widen(tx, stream, missed)
        tx.set_cursor(_name(stream, "read"), f"{began:.6f} {since:.6f}")
        tx.leave_office(_OFFICE + stream, holder)

    await commit(ports, work)


async def leave(ports: Ports, stream: str, holder: str) -> None:
    """Give the duty back with nothing done. Raises Temporary."""
    await commit(ports, lambda tx: tx.leave_office(_OFFICE + stream, holder))


def _widen(tx: Tx, stream: str, since: float | None) -> float | None:
    gap = _get(tx, stream, "missed")
    if since is None or (gap is not None and gap <= since):
        return gap
    _set(tx, stream, "missed", since)
    return since


def _last_reading(tx: Tx, stream: str) -> tuple[float, float]:
    began, _, start = tx.cursor(_name(stream, "read")).partition(" ")
    return (float(began), float(start)) if start else (0.0, 0.0)


def _name(stream: str, what: str) -> str:
    return f"{stream}:{what}"


def _get(tx: Tx, stream: str, what: str) -> float | None:
    found = tx.cursor(_name(stream, what))
    return float(found) if found else None


def _set(tx: Tx, stream: str, what: str, at: float) -> None:
    tx.set_cursor(_name(stream, what), f"{at:.6f}")
