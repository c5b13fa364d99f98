"""What a front end missed: how far it heard its platform, kept for when it starts again."""

from service.ports.bundle import Ports
from service.usecases import missed
from service.usecases.missed import Taken

__all__ = ["Missed", "Taken"]

LEASE = 15.0
"""Seconds for which the reader of what was missed holds that duty, unless it is renewed."""


class Missed:
    """How far one stream from outside was heard, over all processes; times are seconds since
    1970. Every method lets Temporary through.
    """

    def __init__(self, ports: Ports, stream: str, holder: str) -> None:
        self._ports = ports
        self._stream = stream
        self._holder = holder

    async def begin(self) -> float | None:
        """Return since when something may have been missed, None if nothing ever was heard."""
        return await missed.begin(self._ports, self._stream)

    async def note(self, heard: float | None, since: float | None = None) -> None:
        """Everything before `heard` was handled, but for what came after `since`."""
        await missed.note(self._ports, self._stream, heard, since)

    async def take(self, since: float, after: float) -> float | None:
        """Take the duty of reading what was missed since then; return where to begin, None if
        another process began to do so after that moment, and is done. Raises Taken.
        """
        return await missed.take(self._ports, self._stream, self._holder, since, after, LEASE)

    async def keep(self) -> None:
        """Stay the reader. Raises Taken if another process is it now."""
        await missed.keep(self._ports, self._stream, self._holder, LEASE)

    async def read(self, since: float, began: float, again: float | None) -> None:
        """It was read to its end, but for what was missed meanwhile; the duty is given back."""
        await missed.read(self._ports, self._stream, self._holder, since, began, again)

    async def leave(self) -> None:
        """Give the duty back with nothing done."""
        await missed.leave(self._ports, self._stream, self._holder)
