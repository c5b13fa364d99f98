"""What a capture of a session holds, read from its events."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.captures import Bundle
from service.domain.dates import iso
from service.domain.events import Event, History, Kind
from service.domain.ids import SessionNumber
from service.domain.sessions import Session
from service.ports.reads import Reads

_FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Result:
    """The answer's text, and the files that the agent named as its result."""

    text: str
    files: Sequence[str] = ()


def result_of(history: Sequence[Event]) -> Result:
    """Return what the session's last finish said, or its last prose if that came later."""
    for event in reversed(history):
        if event.kind != Kind.ASSISTANT or event.erased:
            continue
        for call in event.payload["calls"]:
            if call["name"] == _FINISH and _succeeded(history, event.seq, call["id"]):
                arguments = json.loads(call["arguments"])
                return Result(arguments["summary"], arguments.get("files", ()))
        if event.payload["text"].strip():
            return Result(event.payload["text"])
    return Result("")


def _succeeded(history: Sequence[Event], after: int, call: str) -> bool:
    """Tell whether the call of the reply numbered `after` did; later replies may repeat its id."""
    for event in history:
        if event.seq <= after:
            continue
        if event.kind == Kind.ASSISTANT:
            return False
        if event.kind == Kind.TOOL_ENDED and not event.erased and event.payload["call"] == call:
            return bool(event.payload["ok"])
    return False


def bundle_of(reads: Reads, number: SessionNumber, outcome: str, at: float) -> Bundle:
    """Make the next capture of the session from what stands in the store.

    The transcript holds the events since the last capture; a session's captures together
    hold all of them.
    """
    session = reads.session(number)
    assert session is not None  # noqa: S101  sessions are never removed
    history = reads.events(session.number, after=session.context_from - 1)
    fresh = reads.events(session.number, after=session.captured_upto)
    result = result_of(history)
    owner = reads.person(session.owner_id)
    front_matter: dict[str, Any] = {
        "title": session.title,
        "session": session.number,
        "thread": str(session.thread),
        "who": [owner.name if owner else "", *_others(reads, session)],
        "started": iso(session.created_at),
        "captured": iso(at),
        "outcome": outcome,
        "model": model_of(history) or session.model,
        "steps": session.steps,
        "tokens": session.tokens,
        "cost_usd": round(session.cost_usd, 6),
        "breadcrumb": session.breadcrumb,
    }
    return Bundle(
        session=session.number,
        version=session.captures + 1,
        title=session.title,
        result=result.text or f"No result yet. {session.breadcrumb}".strip(),
        front_matter=front_matter,
        transcript=[event.as_record() for event in fresh],
        after_seq=session.captured_upto,
        upto_seq=fresh[-1].seq if fresh else session.captured_upto,
        highlights=tuple(result.files),
    )


def model_of(history: Sequence[Event]) -> str:
    """Return the concrete model that answered last."""
    last = History(history).last(Kind.ASSISTANT)
    return "" if last is None or last.erased else str(last.payload["model"])


def _others(reads: Reads, session: Session) -> list[str]:
    return [person.name for person in reads.collaborators(session.number)]
