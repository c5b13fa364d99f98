"""What a person did with the application, and what it has answered so far."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord.world import Channel, User

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
FIRST_ANSWER = 3.0
"""Seconds for the first answer."""
TOKEN = 900.0
"""Seconds that the token lives."""


@dataclass(eq=False)
class Interaction:
    """A command, a press, a choice, a wish for suggestions or a sent modal."""

    id: str
    kind: int
    user: User
    channel: Channel
    token: str
    made: float
    """Seconds of this server's clock."""
    source: Json | None = None
    """The message whose button was pressed."""
    trigger: "Interaction | None" = None
    """What opened the modal that was sent."""
    menu: bool = False
    """Whether it came from a message's context menu."""
    at: float = field(default_factory=time.monotonic)
    answered_after: float | None = None
    """Seconds until the first answer; None before it."""
    answer: Json | None = None
    """The first answer, as the application gave it."""
    message: Json | None = None
    """The message that the first answer made; None before it stands there."""
    loading: bool = False
    """Whether the person still sees that the application is thinking."""
    hidden: bool = False
    """Whether the message that is awaited will be for this person only."""
    followups: list[Json] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        return self.answer is not None

    @property
    def failed(self) -> bool:
        """Tell whether the person was told that the application did not respond."""
        return not self.answered and time.monotonic() - self.at > FIRST_ANSWER

    @property
    def choices(self) -> list[Json]:
        """Return the suggestions that were given."""
        found: list[Json] = ((self.answer or {}).get("data") or {}).get("choices", [])
        return found

    @property
    def modal(self) -> Json | None:
        """Return the modal that was opened."""
        answer = self.answer or {}
        return answer["data"] if answer.get("type") == 9 else None

    @property
    def text(self) -> str:
        """Return what the answer says by now, empty while nothing is shown."""
        return str((self.message or {}).get("content", ""))
