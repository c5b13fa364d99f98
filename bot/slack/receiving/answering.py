"""What who wrote a message hears of it: a sign, an answer, or why not; often nothing."""

from collections.abc import Coroutine
from typing import Any

from bot.channel import Heard
from bot.slack.receiving.desk import Desk
from bot.slack.receiving.files import Taken
from bot.slack.receiving.wording import Meant
from bot.slack.receiving.written import Written
from service.domain.receipts import PENDING, Fate

_ANSWERED = frozenset({None, Fate.COMMAND, Fate.REFUSED})
_LOST = 120.0
"""Seconds before a message from when on its answer is looked for."""


class Answering:
    """Answers commands and refusals, and marks what reaches an agent."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: dict[tuple[str, str], str] = {}

    def answer(
        self,
        post: Written,
        heard: Heard,
        meant: Meant,
        taken: Taken,
        *,
        steers: bool,
        retried: bool,
        late: bool,
    ) -> Coroutine[Any, Any, None] | None:
        """Return what says it, None if there is nothing to say.

        What was taken in before is answered again only where Slack brings it again because
        the first answer may never have been sent.
        """
        if heard.again and not retried:
            return None
        parts = [self._text(post, heard, meant, steers), taken.told]
        told = "\n\n".join(part for part in parts if part)
        if told:
            return self._tell(post, told, again=heard.again)
        sign = steers and heard.fate in PENDING | {Fate.ANSWERED} and not late
        return self._desk.telling.seen(post.room, post.ts) if sign else None

    def _text(self, post: Written, heard: Heard, meant: Meant, steers: bool) -> str:
        if heard.refused or heard.fate in _ANSWERED:
            return heard.text
        if heard.fate is Fate.HELD:
            return self._held_text(post, heard)
        is_order = meant.line is not None and (steers or heard.fate not in PENDING)
        return heard.text if is_order else ""

    def _held_text(self, post: Written, heard: Heard) -> str:
        """Say once in a thread that somebody's messages wait."""
        where = (post.user, f"{post.room}:{post.root}")
        if self._held.get(where) == heard.text:
            return ""
        if len(self._held) >= _MOST:
            self._held.clear()
        self._held[where] = heard.text
        return heard.text

    async def _tell(self, post: Written, told: str, *, again: bool) -> None:
        where = post.thread_ts if post.reply else ""
        if not post.direct:
            await self._desk.telling.alone(post.room, post.user, told, where)
            return
        since = float(post.ts) - _LOST if again else None
        await self._desk.telling.reply(post.room, where, told, f"reply-{post.ts}", since)


_MOST = 10_000
