"""A session's events as a conversation: a reply and what its tools did are one entry."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.domain.events import Event, Json, Kind, ToolCall
from service.domain.ids import SessionNumber
from service.ports.reads import Reads

WINDOW = 150
"""Events that a page starts with."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call: `ok` is None until it has ended; `result` is what the model read."""

    call: ToolCall
    ok: bool | None = None
    result: str = ""
    seconds: float = 0.0
    started: bool = False

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments, or nothing where the model wrote no JSON object."""
        try:
            found = json.loads(self.call.arguments)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person reads as one thing: `event`, and the tool calls of a reply.

    `upto` is the last event that it is made of.
    """

    event: Event
    upto: int
    calls: Sequence[Call] = ()


def fold(events: Sequence[Event]) -> list[Entry]:
    """Put the events of tools into the reply that called them, and keep all others as they
    are. What a tool did for a reply that came before the first event is left out.
    """
    entries: list[Entry] = []
    callers: dict[str, int] = {}
    for event in events:
        if event.kind in (Kind.TOOL_STARTED, Kind.TOOL_ENDED):
            place = callers.get(str(event.payload.get("call")))
            if place is not None:
                entries[place] = _with(entries[place], event)
            continue
        if event.kind is Kind.NOTICE and entries and entries[-1].event.kind is Kind.CONTROL:
            continue  # an order says the same, in words for people
        calls = [] if event.erased else _calls(event)
        callers.update((each.call.id, len(entries)) for each in calls)
        entries.append(Entry(event, event.seq, calls))
    return entries


def _calls(event: Event) -> list[Call]:
    if event.kind is not Kind.ASSISTANT:
        return []
    return [Call(ToolCall.from_json(each)) for each in event.payload["calls"]]


def _with(entry: Entry, event: Event) -> Entry:
    """Return the entry with what became of one of its calls."""
    calls = [
        _ended(each, event) if each.call.id == event.payload.get("call") else each
        for each in entry.calls
    ]
    return replace(entry, upto=event.seq, calls=calls)


def _ended(call: Call, event: Event) -> Call:
    if event.kind is Kind.TOOL_STARTED:
        return replace(call, started=True)
    payload: Json = event.payload
    return replace(
        call, ok=payload["ok"], result=str(payload["result"]), seconds=float(payload["seconds"])
    )


def last_events(reads: Reads, number: SessionNumber, before: int) -> Sequence[Event]:
    """Return the last events below `before`, beginning with one that stands by itself."""
    events = reads.events(number, before=before, limit=WINDOW)
    tools = (Kind.TOOL_STARTED, Kind.TOOL_ENDED)
    if not events or events[0].kind not in tools:
        return events
    caller = reads.events(number, before=events[0].seq, kinds={Kind.ASSISTANT}, limit=1)
    if not caller:
        return events
    between = reads.events(number, after=caller[0].seq - 1, before=events[0].seq)
    return [*between, *events]


def open_step(reads: Reads, number: SessionNumber, upto: int) -> int:
    """Return the last event before the reply that stood open at event `upto`.

    Whoever has read up to `upto` goes on from here and misses nothing that tools did.
    """
    caller = reads.events(number, before=upto + 1, kinds={Kind.ASSISTANT}, limit=1)
    return caller[0].seq - 1 if caller else upto
