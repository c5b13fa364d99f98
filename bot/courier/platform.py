"""What a chat platform is to heddle: somewhere that posts, cards and reactions can be shown."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.presenter.cards import AskCard, Button, Mark, NoticeCard, ResultCard, StatusCard
from service.domain.ids import DeliveryId
from service.domain.sessions import Session
from service.domain.threads import ThreadKey


@dataclass(frozen=True, slots=True)
class Answered:
    """What the agent said at the end of a turn, in Markdown.

    `stream` is the platform's id of the message that it was streamed into, empty if none.
    """

    text: str
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the agent made; `read` gives its content, and raises Temporary or Refused."""

    path: str
    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Files:
    """What the agent made, for its thread. `left` names what is too large or too much, with
    where it can be had instead.
    """

    files: Sequence[Made]
    left: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A message came in while something is open: what is it about? One button for each open
    item, and one for a new session; `message` is the platform's id of what was written.
    """

    message: str
    excerpt: str
    buttons: Sequence[Button]


Content = AskCard | ResultCard | NoticeCard | Answered | Files | Offer


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be posted into a lane, by its delivery's id.

    `person` is the platform's id of whom it is for, empty if they have no account there: in a
    room of many, what is `loud` may mention them and nobody else. `begun_at` is set where an
    earlier attempt began and nobody saw its end: then it is looked for first, from that
    moment on. `thread` is that of the session which asks: where a person's direct messages are
    closed to heddle, an ask may go there instead.
    """

    id: DeliveryId
    lane: ThreadKey
    content: Content
    person: str = ""
    loud: bool = True
    begun_at: float | None = None
    thread: ThreadKey | None = None


class Urgency(StrEnum):
    """How soon a change of a card is to be seen, for platforms that take so many edits only."""

    SPARE = "spare"  # steps, cost and time: where nothing else needs the room
    SOON = "soon"  # how it stands
    NOW = "now"  # what a person is asked, and how it ended


@dataclass(frozen=True, slots=True)
class CardView:
    """A status card on its way to its thread.

    `message` is the platform's id of the card that stands there, empty if none does.
    `begun_at` is set where posting it began before and nobody saw the end. What can be spared
    may be put off by a Temporary that is `limited`, to keep room for what cannot.
    """

    session: Session
    card: StatusCard
    message: str = ""
    begun_at: float | None = None
    urgency: Urgency = Urgency.NOW


class ChatChannel(Protocol):
    """A chat platform as heddle speaks to it.

    Every method raises Temporary (with `retry_after` where the platform says it, `limited` for
    its rate limits, `uncertain` where it may have been done all the same), or Permanent where it
    will never work (the room is gone, the bot was removed, the message was deleted).
    """

    name: str

    async def post(self, post: Post) -> str:
        """Post it and return the platform's id of the message, the first one if it takes
        several; `settle` takes it. What stands there already from an earlier attempt is not
        posted again.
        """
        ...

    async def find(self, post: Post) -> str:
        """Return the platform's id of what an earlier attempt posted, empty if there is nothing.

        For what must not be posted any more, but may stand there.
        """
        ...

    async def show(self, view: CardView) -> str:
        """Post the card or edit it; return the platform's id of its message."""
        ...

    async def mark(self, session: Session, before: Mark | None, after: Mark | None) -> None:
        """Change the lifecycle reaction on the thread's first message."""
        ...

    def streams(self, thread: ThreadKey) -> bool:
        """Tell whether the agent's words are shown there while it writes them."""
        ...

    async def stream(self, session: Session, message: str, text: str) -> str:
        """Show `text`, all that was written in this step so far, in the stream `message` (empty:
        begin one) and return the platform's id of the stream, empty if none is possible.

        `text` may be shorter than before, or another: the next step of the turn began. What was
        shown before stays above it.
        """
        ...

    async def end_stream(self, session: Session, message: str) -> None:
        """Stop the stream `message` where no answer will follow in it; one that the platform
        ended by itself is no error.
        """
        ...

    async def settle(self, lane: ThreadKey, message: str, card: AskCard | ResultCard) -> None:
        """Replace a card that `post` sent into the lane by how it ended: `card.outcome` is set
        and nothing on it can be pressed any more. `message` is what `post` returned.
        """
        ...

    def link(self, thread: ThreadKey) -> str:
        """Return the address at which a person opens the thread, empty if there is none."""
        ...

    def is_direct(self, thread: ThreadKey) -> bool:
        """Tell whether the thread stands in direct messages with heddle."""
        ...
