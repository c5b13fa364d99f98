"""What people meant: a prompt, or a command; in plain text, without heddle's own mention."""

import re
from dataclasses import dataclass

from bot.commands.parse import keyword
from bot.commands.sentences import sentence
from bot.slack.receiving.entities import mentions, plain, users_in, without_own
from bot.slack.receiving.people import People
from service.domain.errors import Refused

_KEYWORD = re.compile(r"\s*!(?=[A-Za-z?])")


@dataclass(frozen=True, slots=True)
class Meant:
    """A text; `line` is the command line that it is, without `!`, None where it is none.

    `keyword`: it begins with `!`, so that it is a command, or a mistyped one.
    """

    text: str
    line: str | None = None
    keyword: bool = False


class Wording:
    """Reads texts; `own` is heddle's user id."""

    def __init__(self, people: People, own: str) -> None:
        self._people = people
        self._own = own

    async def prompt(self, raw: str) -> str:
        """Return a text as the agent reads it."""
        names = {user: await self._people.name(user) for user in self._others(raw)}
        return plain(without_own(raw, self._own), names, self._own).strip()

    async def meant(self, raw: str, *, sentences: bool) -> Meant:
        """Read a message; with `sentences`, one that is a command as a whole is one.

        Whom a command mentions is signed in. Raises Refused for those who are not let in.
        """
        text = await self.prompt(raw)
        typed = _KEYWORD.match(text) is not None
        if not typed and not (sentences and sentence(text)):
            return Meant(text)
        text = await self.ordered(raw)
        if typed:
            return Meant(text, _line(text), keyword=True)
        return Meant(text, sentence(text))

    async def ordered(self, raw: str) -> str:
        """Return a command line; whom it mentions is signed in. Raises Refused."""
        names = {user: await self._people.mentioned(user) for user in self._others(raw)}
        return plain(without_own(raw, self._own), names, self._own).strip()

    def is_asked(self, raw: str) -> bool:
        """Tell whether heddle is mentioned."""
        return mentions(raw, self._own)

    def _others(self, raw: str) -> list[str]:
        return [user for user in users_in(raw) if user != self._own]


def _line(text: str) -> str | None:
    try:
        return keyword(text)
    except Refused:
        return None
