"""What a person can order: one frozen dataclass a command."""

from dataclasses import dataclass, field

from service.domain.ids import SessionNumber


@dataclass(frozen=True, slots=True)
class Start:
    """Open a new session. Empty options: the deployment's defaults."""

    prompt: str
    model: str = ""
    pool: str = ""
    title: str = ""
    budget_usd: float | None = None
    task: str = ""


@dataclass(frozen=True, slots=True)
class ListSessions:
    """Show sessions: `which` is open, done, all or the name of a state."""

    which: str = "open"


@dataclass(frozen=True, slots=True)
class Status:
    """Show where one session stands."""

    session: SessionNumber


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop a session now."""

    session: SessionNumber


@dataclass(frozen=True, slots=True)
class Park:
    """Free a session's slot after its current step."""

    session: SessionNumber


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a session at rest go on where it was."""

    session: SessionNumber


@dataclass(frozen=True, slots=True)
class Retry:
    """Let a session at rest try again, with a hint if there is one."""

    session: SessionNumber
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Give a session another course at once."""

    session: SessionNumber
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer what a session has been asking for longest."""

    session: SessionNumber
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Leave a text for the agent's next turn."""

    session: SessionNumber
    text: str


@dataclass(frozen=True, slots=True)
class ShowQueue:
    """Show who holds slots and who waits for one."""


@dataclass(frozen=True, slots=True)
class MoveUp:
    """Move a queued session one place up, or to the head."""

    session: SessionNumber
    to_head: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """Choose how many sessions may hold a slot; None: show it."""

    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """Hand a session to another model; an empty name shows its model."""

    session: SessionNumber
    model: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Let a person collaborate."""

    session: SessionNumber
    name: str


@dataclass(frozen=True, slots=True)
class Unshare:
    """Take a person's access back."""

    session: SessionNumber
    name: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Leave a session out of what asks for attention, or take it in again."""

    session: SessionNumber
    muted: bool = True


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a session another title."""

    session: SessionNumber
    title: str


@dataclass(frozen=True, slots=True)
class Link:
    """Use a one-time code; an empty one asks for a new code."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class ShowInbox:
    """Show what needs the person."""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Keep a session's most urgent item out of sight for a span."""

    session: SessionNumber
    span: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Hand a session's most urgent item to a colleague."""

    session: SessionNumber
    name: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Close a session's most urgent item."""

    session: SessionNumber


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Choose how often a session is checked in on; an empty text shows it."""

    session: SessionNumber
    every: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Choose one of the ladders; empty rungs show both."""

    rungs: str = ""
    important: bool = False


@dataclass(frozen=True, slots=True)
class Quiet:
    """Choose quiet hours; an empty text shows them."""

    hours: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """Choose the time zone; an empty name shows it."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class ListPhones:
    """Show the person's phones."""


@dataclass(frozen=True, slots=True)
class AddPhone:
    """Add a phone by its address, which is a secret."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TryPhone:
    """Send a test push to a phone, by its place in the list; None: the first."""

    place: int | None = None


@dataclass(frozen=True, slots=True)
class RemovePhone:
    """Forget a phone, by its place in the list."""

    place: int


@dataclass(frozen=True, slots=True)
class Aside:
    """Say something to the people of a thread that its agent does not read."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """Explain commands: the first eight, "all", or the one that `topic` names."""

    topic: str = ""


Command = (
    Start
    | ListSessions
    | Status
    | Stop
    | Park
    | Resume
    | Retry
    | Redirect
    | Answer
    | Note
    | ShowQueue
    | MoveUp
    | Cap
    | Model
    | Share
    | Unshare
    | Mute
    | Rename
    | Link
    | ShowInbox
    | Snooze
    | Assign
    | Dismiss
    | CheckIn
    | Ladder
    | Quiet
    | Zone
    | ListPhones
    | AddPhone
    | TryPhone
    | RemovePhone
    | Aside
    | Help
)
