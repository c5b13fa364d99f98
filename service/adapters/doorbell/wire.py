"""What stands in the queue: names of keys and the JSON of jobs and signals."""

import json
from typing import Any

from service.domain.effects import Cancel, Changed, Job, Posted, Preview, Ring, Signal
from service.domain.ids import PersonId, SessionNumber, TurnId

RUN_TURN = "run_turn"
CAPTURE = "capture"

_CHANNELS: dict[type[Signal], str] = {
    Cancel: "heddle:signal:cancel",
    Changed: "heddle:signal:changed",
    Posted: "heddle:signal:posted",
    Preview: "heddle:signal:preview",
}


def queue(pool: str) -> str:
    """Return the key of the pool's queue."""
    return f"heddle:{pool}"


def wake(pool: str) -> str:
    """Return the channel on which the pool's workers are woken."""
    return f"heddle:wake:{pool}"


def channel(kind: type[Signal]) -> str:
    """Return the channel of a kind of signals."""
    return _CHANNELS[kind]


def job(ring: Ring) -> tuple[str, tuple[str | int, ...]]:
    """Return the worker's function for a ring, and its arguments."""
    if ring.job is Job.CAPTURE:
        return CAPTURE, (int(ring.ref),)
    return RUN_TURN, (ring.ref, ring.attempt)


def dump_job(content: dict[str, Any]) -> bytes:
    """Write a job. arq's default is pickle, which runs code on reading and hides mistakes.

    A failed job's result is an exception, which has no JSON: it is kept as its text.
    """
    return json.dumps(content, default=repr, separators=(",", ":")).encode()


def load_job(content: bytes) -> dict[str, Any]:
    """Read a job."""
    loaded: dict[str, Any] = json.loads(content)
    return loaded


def dump_signal(signal: Signal) -> bytes:
    """Write a signal."""
    match signal:
        case Cancel(turn):
            fields: list[Any] = [turn]
        case Changed(session):
            fields = [session]
        case Posted(lane, person):
            fields = [lane, person]
        case Preview(session, turn, text):
            fields = [session, turn, text]
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


def load_signal(kind: type[Signal], content: bytes) -> Signal:
    """Read a signal. Raises ValueError for anything that `dump_signal` did not write."""
    fields = json.loads(content)
    match fields:
        case [str(turn)] if kind is Cancel:
            return Cancel(TurnId(turn))
        case [int(session)] if kind is Changed:
            return Changed(SessionNumber(session))
        case [str(lane), str(person)] if kind is Posted:
            return Posted(lane, PersonId(person))
        case [int(session), str(turn), str(text)] if kind is Preview:
            return Preview(SessionNumber(session), TurnId(turn), text)
    raise ValueError(f"not a signal of kind {kind.__name__}")
