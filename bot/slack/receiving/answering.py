"""What who wrote a message hears of it: a sign, an answer, or why not; often nothing."""

from collections.abc import Coroutine
from typing import Any

from bot.channel import Heard
from bot.chat.receiving.answers import Answers
from bot.chat.receiving.meaning import Meant
from bot.chat.receiving.taken import Taken
from bot.slack.receiving.desk import Desk
from bot.slack.receiving.written import Written
from bot.slack.rendering.slashes import slashed

_LOST = 120.0
"""Seconds before a message from when on its answer is looked for."""


class Answering:
    """Answers commands and refusals, and marks what reaches an agent."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answers = Answers()

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
        where = f"{post.room}:{post.root}"
        said = self._answers.text(post.user, where, heard, meant, steers=steers)
        parts = [said, taken.told]
        told = "\n\n".join(part for part in parts if part)
        if told:
            return self._tell(post, told, again=heard.again)
        sign = self._answers.signs(heard, steers=steers, late=late)
        return self._desk.telling.seen(post.room, post.ts) if sign else None

    async def _tell(self, post: Written, told: str, *, again: bool) -> None:
        where = post.thread_ts if post.reply else ""
        if not post.direct:
            told = told if post.reply else slashed(told)
            await self._desk.telling.alone(post.room, post.user, told, where)
            return
        since = float(post.ts) - _LOST if again else None
        await self._desk.telling.reply(post.room, where, told, f"reply-{post.ts}", since)
