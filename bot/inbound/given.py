"""Who gave a command, where and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.domain.events import Attachment
from service.domain.ids import SessionNumber
from service.domain.persons import Identity, Person
from service.domain.threads import ThreadKey


@dataclass(frozen=True, slots=True)
class Given:
    """A command's circumstances.

    `here` is the session in whose thread it was written, `key` its receipt key, `via` the
    channel's name. `new_thread` opens the thread of a session that it starts. `roles` are ids of
    the person's roles there.
    """

    person: Person
    here: SessionNumber | None
    key: str
    via: str
    new_thread: Callable[[], ThreadKey] | None = None
    attachments: Sequence[Attachment] = ()
    identity: Identity | None = None
    roles: frozenset[str] = frozenset()
