"""Which item needs its person first: the one order of lists, boards, inboxes and digests."""

from collections.abc import Mapping

from service.domain.ids import SessionNumber
from service.domain.items import Item
from service.domain.sessions import Session
from service.domain.states import HOLDS_SLOT, State

RUNNING = 3.0
HOLDING = 2.0


def urgency(item: Item, session: Session | None, now: float) -> tuple[bool, int, float, str]:
    """Return a key to sort by, the most urgent first.

    What is snoozed comes last; then severity decides, then the time it has waited. A minute
    counts threefold while the session works on and spends, twofold while it holds a slot that
    others wait for.
    """
    waited = (now - item.opened_at) * _weight(session)
    return (item.snoozed(now), -item.severity, -waited, item.id)


def _weight(session: Session | None) -> float:
    if session is None or session.state not in HOLDS_SLOT:
        return 1.0
    return RUNNING if session.state is State.RUNNING else HOLDING


def ordered(items: list[Item], sessions: Mapping[SessionNumber, Session], now: float) -> list[Item]:
    """Return the items, the most urgent first."""
    return sorted(items, key=lambda item: urgency(item, sessions.get(item.session), now))
