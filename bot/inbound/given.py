"""Who gave a command, where and how."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.domain.events import Attachment
from service.domain.ids import SessionNumber
from service.domain.persons import Identity, Person
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Given:
    """A command's circumstances.

    `here` is the session in whose thread it was written, `key` its receipt key, `via` the
    channel's name. `new_thread` opens the thread of a session that it starts. `at` is where the
    person acts if others are there. What is `unseen` stands in no message that a thread's people
    read, as what is typed into a form.
    """

    person: Person
    here: SessionNumber | None
    key: str
    via: str
    new_thread: Callable[[], ThreadKey] | None = None
    attachments: Sequence[Attachment] = ()
    identity: Identity | None = None
    at: Whereabouts | None = None
    unseen: bool = False

    def hides(self, number: SessionNumber) -> bool:
        """Tell whether the command's words stand nowhere in the thread of that session."""
        return self.unseen or self.here != number

    @property
    def roles(self) -> frozenset[str]:
        """Ids of the person's roles there."""
        return self.at.roles if self.at else frozenset()
