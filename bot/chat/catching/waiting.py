"""Messages that nobody has read yet: they may have been edited or deleted meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain import held
from service.domain.ids import PersonId
from service.domain.receipts import PENDING
from service.domain.sessions import Session
from service.ports.reads import Reads


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in a session's room, by the platform's id; `user` is its author's id there."""

    message: str
    user: str


def waiting(reads: Reads, session: Session) -> list[Waiting]:
    """Return the messages of the session's room that the agent has not read, and those that are
    held back.
    """
    where = [session.thread.channel, session.thread.workspace, session.thread.room]
    found = []
    for key, author in _keys(reads, session):
        parts = key.split("\x1f")
        if parts[:3] == where:
            found.append(Waiting(parts[3], _user(reads, session, author)))
    return found


def _keys(reads: Reads, session: Session) -> Iterator[tuple[str, PersonId]]:
    receipts = reads.receipts(session.number, after=session.read_upto)
    keys = {each.seq: each.key for each in receipts if each.fate in PENDING}
    for event in reads.events(session.number, after=session.read_upto) if keys else ():
        if event.seq in keys:
            yield keys[event.seq], PersonId(event.actor)
    for item in reads.items(session=session.number):
        for message in held.messages(item):
            yield message.key, held.author(item)


def _user(reads: Reads, session: Session, person: PersonId) -> str:
    where = (session.thread.channel, session.thread.workspace)
    for each in reads.identities(person):
        if (each.channel, each.workspace) == where:
            return each.user
    return ""
