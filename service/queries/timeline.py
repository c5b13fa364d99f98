"""A session's events as moments: when, who, and what in one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.courses import Course
from service.domain.events import Event, Json, Kind
from service.domain.sessions import Session
from service.ports.reads import Reads

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: event `seq`, at `at`, by `who` (a name, the agent, heddle)."""

    seq: int
    at: float
    who: str
    kind: Kind
    text: str


def timeline(reads: Reads, session: Session, limit: int = 40) -> Sequence[Moment]:
    """Return the session's last moments, oldest first.

    The start of a tool call is left out once its end is there.
    """
    last = reads.events(session.number, before=session.next_seq, limit=limit)
    ended = {each.payload.get("call") for each in last if each.kind is Kind.TOOL_ENDED}
    return [
        _moment(each)
        for each in last
        if each.kind is not Kind.TOOL_STARTED or each.payload.get("call") not in ended
    ]


def _moment(event: Event) -> Moment:
    text = "(deleted)" if event.erased else _one_line(_TEXTS[event.kind](event.payload))
    name = "" if event.erased else event.payload.get("name", "")
    people = event.kind in (Kind.MESSAGE, Kind.NOTE, Kind.ANSWER, Kind.CONTROL)
    who = (name or "somebody") if people else event.actor
    return Moment(event.seq, event.at, who, event.kind, text)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _message(payload: Json) -> str:
    files = [each["name"] for each in payload.get("attachments", ())]
    return " ".join([payload["text"], *(f"[{name}]" for name in files)])


def _assistant(payload: Json) -> str:
    calls = ", ".join(call["name"] for call in payload["calls"])
    cost = f"{payload['tokens_in'] + payload['tokens_out']:,} tokens"
    if payload["cost_usd"]:
        cost += f", ${payload['cost_usd']:.4f}"
    did = f"calls {calls}" if calls else "replies"
    text = f": {payload['text']}" if payload["text"] else ""
    return f"{did} ({payload['model']}, {cost}, {payload['seconds']:.1f} s){text}"


def _tool_ended(payload: Json) -> str:
    how = "ok" if payload["ok"] else "failed"
    return f"{payload['name']} {how} ({payload['seconds']:.1f} s): {payload['result']}"


def _question(payload: Json) -> str:
    choices = f" ({' / '.join(payload['choices'])})" if payload["choices"] else ""
    return f"asks: {payload['ask']}{choices}"


def _control(payload: Json) -> str:
    text = f": {payload['text']}" if payload["text"] else ""
    return f"{payload['order'].replace('_', ' ')}{text}"


def _judged(payload: Json) -> str:
    cost = f"{payload['tokens']:,} tokens"
    if payload["cost_usd"]:
        cost += f", ${payload['cost_usd']:.4f}"
    said = {
        Course.ON_TRACK: "on track",
        Course.DRIFTING: f"off its course since step {payload['step']}: it {payload['why']}",
        Course.UNUSABLE: "nothing that could be checked",
    }[Course(payload["course"])]
    quote = f" (“{payload['quote']}”)" if payload["quote"] else ""
    return f"a judge of its course says, up to step {payload['upto']}: {said}{quote}; {cost}"


def _captured(payload: Json) -> str:
    count = len(payload["files"])
    what = {0: "the answer", 1: "1 file"}.get(count, f"{count} files")
    return f"saved {what} as version {payload['version']}"


_TEXTS: dict[Kind, Callable[[Any], str]] = {
    Kind.MESSAGE: _message,
    Kind.NOTE: lambda payload: f"note: {payload['text']}",
    Kind.ANSWER: lambda payload: f"answers: {_message(payload)}",
    Kind.ASSISTANT: _assistant,
    Kind.TOOL_STARTED: lambda payload: f"{payload['name']} started, no end is recorded",
    Kind.TOOL_ENDED: _tool_ended,
    Kind.NOTICE: lambda payload: f"to the model: {payload['text']}",
    Kind.COMPACTION: lambda payload: f"older events became a summary: {payload['summary']}",
    Kind.CONTROL: _control,
    Kind.QUESTION: _question,
    Kind.BREADCRUMB: lambda payload: f"next: {payload['text']}",
    Kind.WAIT: lambda payload: f"waits: {payload['reason']}",
    Kind.STATE: lambda payload: f"{payload['to']}: {payload['why']}",
    Kind.CAPTURED: _captured,
    Kind.ENDING: lambda payload: (
        f"judged as {payload['ending'].replace('_', ' ')}"
        f" ({payload['why'] or 'no cue'}; {payload['by']})"
    ),
    Kind.JUDGED: _judged,
    Kind.ALERT: lambda payload: f"{payload['reason'].replace('_', ' ')}: {payload['text']}",
}
