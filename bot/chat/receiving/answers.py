"""What who wrote a message hears of it: a sign, an answer, or why not; often nothing."""

from bot.channel import Heard
from bot.chat.receiving.meaning import Meant
from service.domain.receipts import PENDING, Fate

_ANSWERED = frozenset({None, Fate.COMMAND, Fate.REFUSED})
_MOST = 10_000


class Answers:
    """Says what authors are told; of messages that wait, once a thread."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], str] = {}

    def text(self, who: str, where: str, heard: Heard, meant: Meant, *, steers: bool) -> str:
        """Return what to tell who wrote at a place, empty for nothing; `steers`: the message
        stands in a session's thread.
        """
        if heard.refused or heard.fate in _ANSWERED:
            return heard.text
        if heard.fate is Fate.HELD:
            return self._waits(who, where, heard)
        is_order = meant.line is not None and (steers or heard.fate not in PENDING)
        return heard.text if is_order else ""

    def signs(self, heard: Heard, *, steers: bool, late: bool) -> bool:
        """Tell whether a sign on the message says that it was taken in."""
        return steers and heard.fate in PENDING | {Fate.ANSWERED} and not late

    def _waits(self, who: str, where: str, heard: Heard) -> str:
        """Say once in a thread that somebody's messages wait."""
        if self._held.get((who, where)) == heard.text:
            return ""
        if len(self._held) >= _MOST:
            self._held.clear()
        self._held[who, where] = heard.text
        return heard.text
