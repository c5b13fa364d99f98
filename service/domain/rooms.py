"""Rooms: what a channel of Slack or Discord allows, and how much sessions say there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

from service.domain.errors import Refused
from service.domain.ids import PersonId
from service.domain.threads import ThreadKey


class Who(StrEnum):
    """Who may do something in a room, of those whom the deployment lets in at all."""

    EVERYBODY = "everybody"
    ROLES = "roles"  # who has one of the room's roles, and whom OWNER means
    OWNER = "owner"  # of a session: its owner and collaborators; of a room's start: admins


class Verbosity(StrEnum):
    """How much a session's card says in a room."""

    FULL = "full"  # every step
    MILESTONES = "milestones"  # what changes for people: its state, what it asks, how it ended
    SILENT = "silent"  # no card at all; questions and answers only


@dataclass(frozen=True, slots=True)
class RoomKey:
    """`channel:workspace:room`; only the channel that built it reads its parts."""

    channel: str
    workspace: str
    room: str

    def __str__(self) -> str:
        return ":".join(quote(each, safe="") for each in (self.channel, self.workspace, self.room))

    @classmethod
    def of(cls, thread: ThreadKey) -> "RoomKey":
        """Return the room that a thread stands in."""
        return cls(thread.channel, thread.workspace, thread.room)

    @classmethod
    def parse(cls, text: str) -> "RoomKey":
        """Read a key that `str()` wrote. Raises Refused on any other text."""
        parts = [unquote(part) for part in text.split(":")]
        if len(parts) != 3 or not all(parts):
            raise Refused(f"{text!r} is not a room: expected channel:workspace:room")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Room:
    """A row of `rooms`: the settings of one room.

    An empty `model` is the deployment's default. `roles` are ids of the platform's roles, for
    `Who.ROLES`. `changed_by` is None as long as nobody changed anything. `task` is the type of a
    task that is started there without one, empty for the deployment's default.
    """

    key: RoomKey
    name: str = ""
    model: str = ""
    start: Who = Who.EVERYBODY
    steer: Who = Who.OWNER
    verbosity: Verbosity = Verbosity.FULL
    changed_at: float = 0.0
    changed_by: PersonId | None = None
    roles: Sequence[str] = ()
    task: str = ""

    def lets(self, who: Who, roles: Collection[str]) -> bool:
        """Tell whether somebody with these roles is among `who`, be it by being anybody."""
        return who is Who.EVERYBODY or (who is Who.ROLES and not set(roles).isdisjoint(self.roles))
