"""What a command did, for who gave it."""

from bot.presenter import checking_in
from bot.presenter.lists import plain
from service.domain.ids import SessionNumber
from service.domain.items import LET_STEER, OBJECT, USE_THIS, Item, ItemKind, ItemState
from service.domain.rooms import Room, Who
from service.domain.sessions import Session
from service.domain.states import State


def stopped(session: Session) -> str:
    """A stop."""
    return f"Session {session.number} is stopped. A message to its thread takes it up again."


def parked(session: Session) -> str:
    """A park, done or asked for."""
    if session.state == State.PARKED:
        return f"Session {session.number} is parked. `!resume {session.number}` lets it go on."
    return f"Session {session.number} parks after its current step."


def resumed(session: Session) -> str:
    """A resume."""
    return f"Session {session.number} goes on{_when(session)}."


def retried(session: Session) -> str:
    """A retry."""
    return f"Session {session.number} tries again{_when(session)}."


def redirected(session: Session) -> str:
    """A redirect."""
    return f"Session {session.number} takes the new course{_when(session)}."


def answered(session: Session) -> str:
    """An answer to an item."""
    if session.state in (State.RUNNING, State.QUEUED):
        return f"Answered. Session {session.number} goes on{_when(session)}."
    return f"Answered. Session {session.number}: {session.state}."


def answer_taken(session: Session, item: Item | None, text: str) -> str:
    """An answer to an item, which may have been an objection or about a held message."""
    if item is not None and item.kind is ItemKind.HELD:
        return let_in(session, item)
    if item is not None and item.kind is ItemKind.CHECK_IN:
        return checking_in.looked_at(session, item)
    is_open = item is not None and item.state is ItemState.OPEN
    return objected(session) if is_open and _objects(text) else answered(session)


def _objects(text: str) -> bool:
    return text.strip().lower() == OBJECT.lower()


def let_in(session: Session, item: Item) -> str:
    """A decision about what somebody wrote who may not write there."""
    name, number = plain(str(item.facts["name"])), session.number
    if item.answer == LET_STEER:
        return f"{name} can now write in session {number}, and what they wrote is taken."
    if item.answer == USE_THIS:
        return f"Taken: what {name} wrote goes to the agent of session {number}{_when(session)}."
    return f"Left out: the agent of session {number} does not read what {name} wrote."


def objected(session: Session) -> str:
    """An objection to a default: the question stays open."""
    return (
        "Nothing is decided by itself any more. Answer when you know:"
        f" `!answer {session.number} <text>`."
    )


def still_answered(text: str) -> str:
    """The same answer by the same person once more."""
    return f"Your answer stands: {plain(text)}"


def noted(session: Session) -> str:
    """A note."""
    return f"Noted. The agent of session {session.number} reads it at its next turn."


def moved(session: Session) -> str:
    """A move in the queue."""
    return f"Session {session.number} moved up."


def cap(number: int) -> str:
    """A person's cap."""
    return f"{number} of your sessions {'works' if number == 1 else 'work'} at a time."


def model(session: Session) -> str:
    """A hand-over to another model."""
    return f"Session {session.number} works with {session.model} from its next step on."


def models(session: Session, known: tuple[str, ...]) -> str:
    """A session's model and what else there is."""
    others = ", ".join(f"`{each}`" for each in known)
    return f"Session {session.number} works with {session.model}. You can use: {others}."


def shared(number: SessionNumber, name: str) -> str:
    """A share."""
    return f"{name} can now write, answer, stop and redirect in session {number}."


def unshared(number: SessionNumber, name: str) -> str:
    """An unshare."""
    return f"{name} no longer has access to session {number}; what they wrote stays."


def muted(session: Session) -> str:
    """A mute or its end."""
    if session.muted:
        told = "nobody is told when it needs somebody, the inbox shows it all the same"
        return f"Session {session.number} is muted: {told}. `!unmute {session.number}` ends that."
    return f"Session {session.number} is no longer muted."


def renamed(session: Session) -> str:
    """A rename."""
    return f"Session {session.number} is now called {plain(session.title)}."


def link_code(code: str, minutes: float) -> str:
    """A new one-time code."""
    return (
        f"Your code is `{code}`, good once and for {minutes:.0f} minutes. Sign in with it, or write"
        f" `!link {code}`, where you want to be known as the same person."
    )


def link_code_given() -> str:
    """What is kept of a link code: not the code."""
    return "A one-time code was given; `!link` gives a new one."


def linked(name: str) -> str:
    """A code was used."""
    return f"Linked: here you are {name} now."


def edited() -> str:
    """An edit."""
    return "Changed; the agent reads the new text."


def deleted() -> str:
    """A deletion."""
    return "Deleted: its text is gone."


def key_kept(name: str, *, removed: bool) -> str:
    """A secret was set or removed; it is never shown."""
    return f"{name} is removed." if removed else f"{name} is saved, encrypted."


def room_set(room: Room, *, shut_out: bool) -> str:
    """A room's settings were changed; `shut_out`: who did it may start nothing there now."""
    among = "who has one of the roles chosen here"
    starts = {
        Who.EVERYBODY: "everybody",
        Who.ROLES: f"heddle's admins and {among}",
        Who.OWNER: "only heddle's admins",
    }
    steers = {
        Who.EVERYBODY: "everybody",
        Who.ROLES: f"its owner, whom they let in, and {among}",
        Who.OWNER: "only its owner and whom they let in",
    }
    where = f" for {plain(room.name)}" if room.name else ""
    start, steer = starts[room.start], steers[room.steer]
    told = f"Saved{where}. To start a session: {start}. To steer one: {steer}."
    if room.task:
        told = f"{told} What is started without a type is of type `{room.task}`."
    back = "You are not among those who start sessions here now: `/heddle room` changes it back."
    return f"{told} {back}" if shut_out else told


def _when(session: Session) -> str:
    return " as soon as it has a slot" if session.state == State.QUEUED else ""
