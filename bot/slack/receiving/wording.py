"""What people meant: a prompt, or a command; in plain text, without heddle's own mention."""

from bot.chat.receiving.meaning import Meant, may_order, ordered
from bot.slack.receiving.entities import mentions, plain, users_in, without_own
from bot.slack.receiving.people import People


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
        if not may_order(text, sentences=sentences):
            return Meant(text)
        return ordered(await self.ordered(raw))

    async def ordered(self, raw: str) -> str:
        """Return a command line; whom it mentions is signed in. Raises Refused."""
        names = {user: await self._people.mentioned(user) for user in self._others(raw)}
        return plain(without_own(raw, self._own), names, self._own).strip()

    def is_asked(self, raw: str) -> bool:
        """Tell whether heddle is mentioned."""
        return mentions(raw, self._own)

    def _others(self, raw: str) -> list[str]:
        return [user for user in users_in(raw) if user != self._own]
