"""How authors of messages hear what became of them."""

from collections.abc import Coroutine
from typing import Any

from bot.channel import Heard
from bot.chat.receiving.answers import Answers
from bot.chat.receiving.meaning import Meant
from bot.chat.receiving.taken import Taken
from bot.commands.parse import spec_called
from bot.discord.receiving.telling import Telling
from bot.discord.receiving.written import Written

_OWN = frozenset({"list", "inbox", "queue", "cap", "ladder", "quiet", "zone", "phone", "link"})
"""Commands whose answers are for who gave them alone."""


class Answering:
    """Answers commands and refusals, and marks what reaches an agent."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._answers = Answers()

    def answer(
        self, post: Written, heard: Heard, meant: Meant, taken: Taken, *, steers: bool, late: bool
    ) -> Coroutine[Any, Any, None] | None:
        """Return what says it, None if there is nothing to say."""
        if heard.again:
            return None
        where = f"{post.spot.room}:{post.root}"
        said = self._answers.text(str(post.user), where, heard, meant, steers=steers)
        told = "\n\n".join(part for part in (said, taken.told) if part)
        if told and _is_private(meant):
            return self._telling.alone(post.spot, post.user, post.id, told)
        if told:
            return self._telling.reply(post.spot, post.id, told)
        signs = self._answers.signs(heard, steers=steers, late=late)
        return self._telling.seen(post.spot, post.id) if signs else None


def _is_private(meant: Meant) -> bool:
    word = (meant.line or "").split(maxsplit=1)
    spec = spec_called(word[0]) if word else None
    return spec is not None and spec.name in _OWN
