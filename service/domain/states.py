"""The seven states of a session and every legal move between them, in one table."""

from enum import StrEnum

from service.domain.errors import Bug


class State(StrEnum):
    """What a session is doing. `RUNNING` and `WAITING` hold one of their owner's slots."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    PARKED = "parked"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


HOLDS_SLOT = frozenset({State.RUNNING, State.WAITING})
CLOSED = frozenset({State.DONE, State.FAILED, State.STOPPED})
AT_REST = CLOSED | {State.PARKED}

MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.PARKED, State.STOPPED}),
    State.RUNNING: frozenset(
        {State.WAITING, State.DONE, State.FAILED, State.STOPPED, State.PARKED},
    ),
    State.WAITING: frozenset({State.RUNNING, State.PARKED, State.STOPPED, State.DONE}),
    State.PARKED: frozenset({State.QUEUED, State.STOPPED}),
    State.DONE: frozenset({State.QUEUED}),
    State.FAILED: frozenset({State.QUEUED}),
    State.STOPPED: frozenset({State.QUEUED}),
}


def checked_move(current: State, to: State) -> State:
    """Return `to` if the table allows the move; otherwise raise Bug naming both states."""
    if to not in MOVES[current]:
        raise Bug(f"illegal move of a session: {current} to {to}")
    return to
