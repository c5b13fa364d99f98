"""Every pause leaves a breadcrumb: the agent's own, or one made from the last events."""

from service.domain import breadcrumbs, events
from service.domain.events import Kind
from service.domain.sessions import Session
from service.ports.store import Tx
from service.usecases.lifecycle import append

_WINDOW = 40
_SPEAKING = {Kind.ASSISTANT, Kind.TOOL_ENDED, Kind.MESSAGE, Kind.BREADCRUMB}


def ensure_breadcrumb(tx: Tx, session: Session, why: str) -> Session:
    """Leave a breadcrumb unless the agent left one after the last message of a person."""
    start = max(0, session.next_seq - _WINDOW)
    recent = tx.events.after(session.number, start, _SPEAKING)
    for event in reversed(recent):
        if event.kind == Kind.BREADCRUMB and event.actor == "agent":
            return session
        if event.kind == Kind.MESSAGE:
            break
    text = breadcrumbs.derived([e for e in recent if e.kind != Kind.BREADCRUMB], why)
    return append(tx, session, [events.breadcrumb(text, "heddle")])
