"""Whether an operator holds a session back, in a sentence for its people."""

from collections.abc import Sequence

from service.domain.freezes import Freeze, holding
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.turns import Phase, Turn, TurnState


def frozen(freezes: Sequence[Freeze], session: Session, turn: Turn | None) -> str:
    """Return why nobody works on it now; empty if nothing holds it back, or nothing would run."""
    if session.state not in (State.QUEUED, State.RUNNING):
        return ""
    if turn is not None and (turn.state is not TurnState.READY or turn.phase is Phase.CAPTURE):
        return ""
    found = holding(freezes, session.pool, session.owner_id)
    return "" if found is None else found.sentence()
