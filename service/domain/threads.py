"""A thread is where people talk; its key maps to exactly one session, for ever."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from service.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class ThreadKey:
    """`channel:workspace:room:thread`; only the channel that built it reads its parts."""

    channel: str
    workspace: str
    room: str
    thread: str

    def __str__(self) -> str:
        return ":".join(quote(part, safe="") for part in self._parts())

    def _parts(self) -> tuple[str, str, str, str]:
        return (self.channel, self.workspace, self.room, self.thread)

    @classmethod
    def parse(cls, text: str) -> "ThreadKey":
        """Read a key that `str()` wrote. Raises Refused on any other text."""
        parts = [unquote(part) for part in text.split(":")]
        if len(parts) != 4 or not all((parts[0], parts[3])):
            raise Refused(f"{text!r} is not a thread: expected channel:workspace:room:thread")
        return cls(*parts)
