"""What a front end missed: how far it heard its platform, kept for when it starts again."""

from service.ports.bundle import Ports
from service.usecases import missed
from service.usecases.missed import Taken

__all__ = ["Missed", "Taken"]


class Missed:
    """How far one stream from outside was heard, in seconds since 1970, over all processes.

    Every method lets Temporary through.
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

    async def take(self, seconds: float) -> float | None:
        """Take or renew the duty of reading what was missed and return since when, None if
        nothing was. Raises Taken while another process reads it.
        """
        return await missed.take(self._ports, self._stream, self._holder, seconds)

    async def read(self, since: float | None) -> None:
        """Give the duty back; with `since`, what was missed from then on has been read."""
        await missed.read(self._ports, self._stream, self._holder, since)
