"""A receipt says what became of one accepted message; every message has exactly one."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.ids import SessionNumber


class Fate(StrEnum):
    """Where a message stands. The first five are on their way, the others are final."""

    QUEUED = "queued"  # its session waits for a slot
    NEXT = "next"  # it is read before the agent's next step
    KEPT = "kept"  # it is read when the session resumes
    HELD = "held"  # its author may not write there; the session's owner was asked
    OFFERED = "offered"  # its author was asked what it is about
    READ = "read"  # the agent has read it
    ANSWERED = "answered"  # it answered a question
    COMMAND = "command"  # it was carried out as a command
    CLOSED = "closed"  # a stop closed it unread; it stays in the history
    DELETED = "deleted"  # its author deleted it before it was read
    REFUSED = "refused"  # it was a command that could not be carried out as asked


PENDING = frozenset({Fate.QUEUED, Fate.NEXT, Fate.KEPT})


@dataclass(frozen=True, slots=True)
class Receipt:
    """A row of `receipts`; `key` is the platform's own id of the message, made unique.

    `seq` is the event it became (None for most commands), `reply` what a command answered.
    """

    key: str
    session: SessionNumber | None
    seq: int | None
    fate: Fate
    at: float
    reply: str = ""


def receipt_key(channel: str, workspace: str, room: str, message: str) -> str:
    """Make the key of a message; the platform repeats it on every redelivery."""
    return "\x1f".join((channel, workspace, room, message))
