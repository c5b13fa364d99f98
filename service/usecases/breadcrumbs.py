"""Every pause leaves a breadcrumb: the agent's own, or one made from the last events."""

from collections.abc import Sequence

from service.domain import breadcrumbs, events
from service.domain.events import Event, Kind
from service.domain.sessions import Session
from service.ports.store import Tx
from service.usecases.lifecycle import append

_WINDOW = 40
_SPEAKING = {Kind.ASSISTANT, Kind.TOOL_ENDED, Kind.MESSAGE, Kind.BREADCRUMB}


def ensure_breadcrumb(tx: Tx, session: Session, why: str) -> Session:
    """Leave a breadcrumb unless the agent left one after the last message of a person."""
    recent = _recent(tx, session)
    if _agents_own(recent):
        return session
    text = breadcrumbs.derived([e for e in recent if e.kind != Kind.BREADCRUMB], why)
    return append(tx, session, [events.breadcrumb(text, "heddle")])


def agent_left_one(tx: Tx, session: Session) -> bool:
    """Tell whether the agent left a breadcrumb after the last message of a person."""
    return _agents_own(_recent(tx, session))


def _recent(tx: Tx, session: Session) -> Sequence[Event]:
    start = max(0, session.next_seq - _WINDOW)
    return tx.events.after(session.number, start, _SPEAKING)


def _agents_own(recent: Sequence[Event]) -> bool:
    last = next(
        (
            event
            for event in reversed(recent)
            if event.kind == Kind.MESSAGE
            or (event.kind == Kind.BREADCRUMB and event.actor == "agent")
        ),
        None,
    )
    return last is not None and last.kind == Kind.BREADCRUMB
