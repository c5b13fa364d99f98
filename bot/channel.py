"""What every front end hands in, and what it gets back to show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.events import Attachment
from service.domain.ids import SessionNumber
from service.domain.persons import Identity, Person
from service.domain.receipts import Fate
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Said:
    """A person's message, as its channel parsed it.

    `message` is the platform's id of the message, repeated on every redelivery. `model`, `pool`,
    `title` and `task` (its type) are options of the form that started a thread; empty: the
    defaults.
    `new_thread` opens another thread of the channel, for a command that starts a session;
    `identity` is how the channel knows who writes, for a command that links it to a person.
    `budget_usd` is what the session may cost before it asks. `open_room`: others than the
    session's people read and write in its thread, so what they write is held for its owner.
    `direct`: it was written in direct messages with heddle. `roles` are ids of the author's roles
    there.
    """

    thread: ThreadKey
    person: Person
    message: str
    text: str
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    model: str = ""
    pool: str = ""
    title: str = ""
    new_thread: Callable[[], ThreadKey] | None = None
    identity: Identity | None = None
    budget_usd: float | None = None
    open_room: bool = False
    direct: bool = False
    roles: frozenset[str] = frozenset()
    task: str = ""

    @property
    def via(self) -> str:
        """The channel it came through: a page also takes what is said to another's threads."""
        return self.identity.channel if self.identity else self.thread.channel

    @property
    def at(self) -> Whereabouts | None:
        """Where its author is, if others are there."""
        return Whereabouts.within(self.thread, self.roles) if self.open_room else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of it, for the person who wrote it.

    `text` is Markdown for this person alone: what a command answered, or what happens to
    the message. `session` is where it belongs, if anywhere. `again`: the same was taken in before,
    and answered then unless something died in between. `errors` says what is wrong with which
    field of a form, by the field's name; then nothing was changed.
    """

    text: str
    session: SessionNumber | None = None
    fate: Fate | None = None
    refused: bool = False
    again: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
