"""All people of a deployment, and all that they sent."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.domain.receipts import receipt_key
from service.domain.threads import ThreadKey
from tests.simulation.channel import Channel
from tests.simulation.world import World

if TYPE_CHECKING:
    from tests.simulation.people import Somebody


@dataclass(slots=True)
class Sent:
    """A message and what the platform was told about it."""

    key: str
    mark: str
    by: str
    thread: ThreadKey
    outcome: str = "open"
    changed: bool = False
    edits: int = 0


@dataclass(slots=True)
class Crowd:
    """All people and all that they sent."""

    world: World
    channel: Channel
    people: list["Somebody"] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    orders: dict[str, tuple[str, int, str]] = field(default_factory=dict)

    def new_mark(self) -> str:
        """Return a word that no other message carries."""
        return f"mk{len(self.sent) + 1}"

    def new_order(self, number: int, habit: str) -> tuple[str, str]:
        """Return a word that no other command carries, and the command's receipt key."""
        mark = f"order{len(self.orders) + 1}"
        key = receipt_key("sim", "w", "room", mark)
        self.orders[mark] = (key, number, habit)
        return mark, key
