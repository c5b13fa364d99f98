"""A session's record of what people had to do about it, kept as its events are appended."""

from collections.abc import Iterable
from dataclasses import replace

from service.domain.events import Control, Event, Kind, is_nudge
from service.domain.sessions import Session

BY_PEOPLE = frozenset({Kind.MESSAGE, Kind.NOTE, Kind.ANSWER, Kind.CONTROL})
"""Kinds of what people say and order; heddle gives an answer as well when it takes a default."""
NOT_PEOPLE = ("heddle", "agent")
"""Actors that are no person."""


def tracked(session: Session, events: Iterable[Event]) -> Session:
    """Return the session with these events in its record.

    Whatever a person says begins its nudges and doubts anew; how often they had to redirect
    it or start it again is remembered until its work is done.
    """
    for event in events:
        if event.kind in BY_PEOPLE and event.actor not in NOT_PEOPLE:
            order = event.payload.get("order")
            session = replace(
                session,
                heard_at=event.at,
                nudges=0,
                doubt=0.0,
                redirects=session.redirects + (order == Control.REDIRECT),
                retries=session.retries + (order == Control.RETRY),
            )
        elif is_nudge(event):
            session = replace(session, nudges=session.nudges + 1)
    return session


def cleared(session: Session) -> Session:
    """Return the session without a record: its work is done, and what comes next is new."""
    return replace(session, nudges=0, doubt=0.0, redirects=0, retries=0)
