"""Status cards: which message of a chat channel shows a session, and what it shows by now."""

from dataclasses import dataclass

from service.domain.ids import SessionNumber, TurnId


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of `cards`: one for each session whose thread is in a chat channel.

    `due_at` is when it is to be looked at next, None while it is up to date; every change of the
    session's row but a mere step makes it due. `message` is the platform's id of the card, empty
    until it is posted; `begun_at` says that posting began, so that a crash in between is looked up
    and not posted twice. `head` and `body` are digests of what it shows: what matters to people,
    and the rest. `mark` is the lifecycle reaction on the thread's first message, "one>other" from
    before the one is replaced until that was seen to be done. `streamed` and `stream` are the turn
    whose text is being streamed, and the message it is streamed into.
    `lost` says why it can never be shown again, empty as long as it can.
    """

    session: SessionNumber
    due_at: float | None = None
    message: str = ""
    begun_at: float | None = None
    shown_at: float = 0.0
    head: str = ""
    body: str = ""
    mark: str = ""
    marked_at: float = 0.0
    streamed: TurnId | None = None
    stream: str = ""
    failures: int = 0
    lost: str = ""
