"""Check-ins in words: how often, what can be done, and what became of it."""

from bot.presenter.lists import plain
from service.domain.checkins import OFF, Pace, lasting
from service.domain.items import ALL_WELL, NO_MORE, STOP, Item
from service.domain.sessions import Session


def to_do(item: Item) -> str:
    """Write what there is to do about a check-in."""
    number, every = item.session, float(item.facts["every"])
    again = f"next one in {lasting(every)}"
    if item.facts["doubts"]:
        return (
            f"It still works on: look at it, `!redirect {number} <text>`, or “{STOP}”."
            f" “{ALL_WELL}” if all is well; {again}."
        )
    return f"Nothing to do; {again}. “{ALL_WELL}” makes it later, “{NO_MORE}” ends them."


def chosen(session: Session) -> str:
    """A choice of how often."""
    number = session.number
    if not session.check_every:
        return f"Session {number} is not checked in on any more."
    told = "each time" if session.check_by_hand else "when it looks doubtful"
    return (
        f"Session {number}{_as(session)} is checked in on every {lasting(session.check_every)} of"
        f" work. The inbox shows how it gets on; you are told {told}."
    )


def shown(session: Session, pace: Pace) -> str:
    """How often it is, and what there is to choose."""
    now = chosen(session) if session.check_every else f"Session {session.number} has no check-ins."
    types = f" Or a type of task: {pace.listed()}." if pace.names else ""
    how = f"`!checkin {session.number} 10m` changes that, `!checkin {session.number} {OFF}` ends it"
    return f"{now} {how}.{types}"


def looked_at(session: Session, item: Item) -> str:
    """A choice on the card of a check-in."""
    if item.answer == STOP:
        return f"Session {session.number} is stopped. A message to its thread takes it up again."
    if not session.check_every:
        return chosen(session)
    again = f"The next check-in on session {session.number} is in {lasting(session.check_every)}"
    return f"Noted. {again}."


def _as(session: Session) -> str:
    return f" ({plain(session.task)})" if session.task and not session.check_by_hand else ""
