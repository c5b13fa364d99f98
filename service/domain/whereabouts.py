"""Where somebody acts in a room of many, and what is said to those whom it does not let."""

from dataclasses import dataclass

from service.domain.ids import SessionNumber
from service.domain.rooms import Room, RoomKey
from service.domain.threads import ThreadKey


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place in a room of many, and the platform's ids of the roles that somebody has there.

    Nobody acts from further than they can read: `thread` is the one that they are in; it is empty
    where whoever is in the room reads all of its threads.
    """

    room: RoomKey
    thread: str = ""
    roles: frozenset[str] = frozenset()

    @classmethod
    def within(cls, thread: ThreadKey, roles: frozenset[str] = frozenset()) -> "Whereabouts":
        """Return the place that a thread is."""
        return cls(RoomKey.of(thread), thread.thread, roles)

    def reaches(self, thread: ThreadKey) -> bool:
        """Tell whether the thread can be read from here."""
        return RoomKey.of(thread) == self.room and self.thread in ("", thread.thread)

    def steers(self, room: Room, thread: ThreadKey) -> bool:
        """Tell whether the room, by its present settings, lets them steer the thread's session."""
        return self.reaches(thread) and room.key == self.room and room.lets(room.steer, self.roles)


def unknown(number: SessionNumber) -> str:
    """Say that there is no such session for somebody: whether there is one they do not learn."""
    return (
        f"You have no session {number}. `!list` shows yours; the owner of another can"
        " `!share` it with you."
    )


def belongs(number: SessionNumber, owner: str, name: str) -> str:
    """Say whose session it is to somebody called `name` who reads its thread, and what to do."""
    return (
        f"Session {number} belongs to {owner}, who lets you in with `!share {number} @{name}`."
        f" What you write in its thread is kept for {owner}, who can let you in there as well."
    )
