"""Reading what stands behind a command's name."""

import re
from dataclasses import dataclass

from service.domain.errors import Refused
from service.domain.ids import SessionNumber

_NUMBER = re.compile(r"#?([0-9]{1,9})[:,.]?(?:\s+|$)")
_COURTESY = frozenset({"it", "this", "now", "please", "that"})


@dataclass(slots=True)
class Arguments:
    """The rest of a line, taken from its start.

    `here` is the session in whose thread the line was written, `name` and `usage` are the
    command's own, as refusals show them.
    """

    rest: str
    here: SessionNumber | None
    name: str
    usage: str

    def session(self) -> SessionNumber:
        """Take the session's number; without one it is the session of this thread.

        Raises Refused if there is neither.
        """
        found = _NUMBER.match(self.rest)
        if found is not None:
            self.rest = self.rest[found.end() :]
            return SessionNumber(int(found[1]))
        if self.here is None:
            raise Refused(f"Which session? `{self.usage}`; `!list` shows the numbers.")
        return self.here

    def session_and_text(self) -> tuple[SessionNumber, str]:
        """Take a session's number and a text that must not be empty.

        A number alone is the text when the thread says which session: "answer 3". Raises
        Refused if either is missing.
        """
        whole = self.rest
        number = self.session()
        if self.rest.strip():
            return number, self.rest.strip()
        if whole.strip() and self.here is not None:
            return self.here, whole.strip()
        raise self.wrong()

    def only_session(self) -> SessionNumber:
        """Take a session's number and nothing else. Raises Refused for other words."""
        number = self.session()
        words = self.rest.lower().strip(" .!").split()
        if not _COURTESY.issuperset(words):
            raise Refused(
                f"`!{self.name}` takes a session's number and no text."
                f" To change what the agent does: `!redirect {number} {_short(self.rest)}`.",
            )
        return number

    def nothing(self) -> None:
        """Raises Refused if anything is left."""
        if self.rest.strip():
            raise self.wrong()

    def wrong(self) -> Refused:
        """Return the refusal that shows how the command is written."""
        return Refused(f"It is written `{self.usage}`. `!help {self.name}` says more.")


def _short(text: str) -> str:
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= 40 else line[:39].rstrip() + "…"
