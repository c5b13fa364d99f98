"""Messages that nobody has read yet: they may have been edited or deleted meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain import held
from service.domain.ids import PersonId
from service.domain.receipts import PENDING
from service.domain.sessions import Session
from service.ports.reads import Reads

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in a session's room; `user` is its author's id at Slack."""

    ts: str
    user: str


def waiting(reads: Reads, session: Session) -> list[Waiting]:
    """Return the messages of the session's room that the agent has not read, and those that are
    held back.
    """
    room = session.thread.room
    found = []
    for key, author in _keys(reads, session):
        parts = key.split("\x1f")
        if parts[:3] == [session.thread.channel, session.thread.workspace, room]:
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


def changed(message: Json, room: str, kind: str) -> Json:
    """Return the event that would have told of an edit of the message."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": room,
        "channel_type": kind,
        # Edits of one second are told apart.
        "ts": f"{message['ts']}-edited-{message['edited']['ts']}",
        "event_ts": message["edited"]["ts"],
        "message": message,
        "previous_message": {name: message[name] for name in _KEPT if name in message},
    }


def deleted(gone: Waiting, thread: str, room: str, kind: str) -> Json:
    """Return the event that would have told that the message was deleted."""
    before = {"type": "message", "user": gone.user, "ts": gone.ts, "text": ""}
    if thread and thread != gone.ts:
        before["thread_ts"] = thread
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": room,
        "channel_type": kind,
        "ts": f"{gone.ts}-deleted",
        "event_ts": gone.ts,
        "deleted_ts": gone.ts,
        "previous_message": before,
    }


_KEPT = ("type", "user", "ts", "thread_ts", "team")
