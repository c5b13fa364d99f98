"""Events: the append-only record of a session.

History, prompts, exports, captures and the web page read it. Order and number never
change; a payload can be erased. Each constructor below is the only place that knows a
kind's payload, so that readers and writers cannot drift apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from service.domain.dates import iso
from service.domain.endings import Verdict
from service.domain.ids import BlobId, ItemId, PersonId, SessionNumber, TurnId

Json = Mapping[str, Any]


class Kind(StrEnum):
    """What an event records. The comment says who reads it besides people."""

    MESSAGE = "message"  # the model: a person's text
    NOTE = "note"  # the model, at its next turn; starts none
    ANSWER = "answer"  # the model: the result of an ask_person call
    ASSISTANT = "assistant"  # the model: its own reply, with tool calls
    TOOL_STARTED = "tool_started"  # the loop: what a crash may have interrupted
    TOOL_ENDED = "tool_ended"  # the model: a tool's result
    NOTICE = "notice"  # the model: heddle's own remark to it
    COMPACTION = "compaction"  # the model: a summary that replaces older events
    CONTROL = "control"  # the loop: stop, park, redirect, retry, resume
    QUESTION = "question"  # people: an attention item was opened
    BREADCRUMB = "breadcrumb"  # people and lists: what is next
    WAIT = "wait"  # people: a rate limit or an outage, until when
    STATE = "state"  # people: the session moved
    CAPTURED = "captured"  # people: a finished bundle stands in storage
    ALERT = "alert"  # people: something went wrong
    ENDING = "ending"  # the loop: how a reply in prose was judged
    JUDGED = "judged"  # the watch: what a judge said of the agent's course


class Control(StrEnum):
    """A person's order about a session."""

    STOP = "stop"
    PARK = "park"
    REDIRECT = "redirect"
    RETRY = "retry"
    RESUME = "resume"
    GO_ON = "go_on"
    MODEL = "model"
    IGNORE = "ignore"
    CANCEL = "cancel"
    ON_TRACK = "on_track"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a number. `actor` is a person's id, "agent" or "heddle"."""

    kind: Kind
    payload: Json
    actor: str = "heddle"
    turn: TurnId | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `events`; `erased` means that the payload is gone for good."""

    session: SessionNumber
    seq: int
    kind: Kind
    actor: str
    at: float
    payload: Json
    turn: TurnId | None = None
    erased: bool = False

    def as_record(self) -> dict[str, Any]:
        """Return the event as exports and transcripts hold it, its time in ISO 8601."""
        return {**asdict(self), "kind": str(self.kind), "at": iso(self.at)}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `size` in bytes."""

    blob: BlobId
    name: str
    media_type: str
    size: int

    def as_json(self) -> Json:
        """Return the attachment as it stands in a payload."""
        return {
            "blob": self.blob,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
        }

    @classmethod
    def from_json(cls, data: Json) -> "Attachment":
        """Read what `as_json` wrote."""
        return cls(BlobId(data["blob"]), data["name"], data["media_type"], data["size"])


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call as the model wrote it; `arguments` is its JSON text, perhaps malformed."""

    id: str
    name: str
    arguments: str

    def as_json(self) -> Json:
        """Return the call as it stands in a payload."""
        return {"id": self.id, "name": self.name, "arguments": self.arguments}

    @classmethod
    def from_json(cls, data: Json) -> "ToolCall":
        """Read what `as_json` wrote."""
        return cls(data["id"], data["name"], data["arguments"])


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's whole reply. `finish` is its finish reason: stop, tool_calls, length, refusal."""

    text: str
    calls: Sequence[ToolCall] = ()
    finish: str = "stop"
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0
    first_token_seconds: float | None = None


def message(
    person: PersonId,
    name: str,
    text: str,
    attachments: Sequence[Attachment] = (),
    *,
    redirect: bool = False,
) -> Draft:
    """A person's text to the agent; `name` is how the model is told who speaks."""
    payload: dict[str, Any] = {"name": name, "text": text}
    if attachments:
        payload["attachments"] = [each.as_json() for each in attachments]
    if redirect:
        payload["redirect"] = True
    return Draft(Kind.MESSAGE, payload, person)


def note(person: PersonId, name: str, text: str) -> Draft:
    """A text that the agent reads at its next turn, without starting one."""
    return Draft(Kind.NOTE, {"name": name, "text": text}, person)


def answer(
    actor: str,
    name: str,
    item: ItemId,
    call: str,
    text: str,
    attachments: Sequence[Attachment] = (),
) -> Draft:
    """The answer to the question that tool call `call` asked through `item`."""
    payload: dict[str, Any] = {"name": name, "item": item, "call": call, "text": text}
    if attachments:
        payload["attachments"] = [each.as_json() for each in attachments]
    return Draft(Kind.ANSWER, payload, actor)


def assistant(reply: Reply, read_upto: int) -> Draft:
    """A model's reply; it had read the events up to `read_upto`."""
    return Draft(
        Kind.ASSISTANT,
        {
            "text": reply.text,
            "calls": [call.as_json() for call in reply.calls],
            "finish": reply.finish,
            "read_upto": read_upto,
            "model": reply.model,
            "tokens_in": reply.tokens_in,
            "tokens_out": reply.tokens_out,
            "cost_usd": reply.cost_usd,
            "seconds": round(reply.seconds, 3),
        },
        "agent",
    )


def tool_started(call: ToolCall) -> Draft:
    """A tool call is about to run; without its end, a crash interrupted it."""
    return Draft(
        Kind.TOOL_STARTED,
        {"call": call.id, "name": call.name, "arguments": call.arguments},
        "agent",
    )


def tool_ended(call: ToolCall, *, ok: bool, result: str, seconds: float = 0.0) -> Draft:
    """A tool call's result, as the model reads it."""
    return Draft(
        Kind.TOOL_ENDED,
        {
            "call": call.id,
            "name": call.name,
            "ok": ok,
            "result": result,
            "seconds": round(seconds, 3),
        },
        "agent",
    )


HINT = "Their hint: "
"""What stands before the words of a person in a remark that passes them on."""


def notice(text: str) -> Draft:
    """A remark of heddle's to the model."""
    return Draft(Kind.NOTICE, {"text": text})


def nudge(rule: str, text: str) -> Draft:
    """A remark to the model that it repeats itself, or drifts; `rule` says in which way."""
    return Draft(Kind.NOTICE, {"text": text, "rule": rule})


def is_nudge(event: Event) -> bool:
    """Tell whether the event is such a remark."""
    return event.kind is Kind.NOTICE and "rule" in event.payload


def compaction(summary: str, keep_from: int) -> Draft:
    """A summary of all events before `keep_from`."""
    return Draft(Kind.COMPACTION, {"summary": summary, "keep_from": keep_from})


def control(person: PersonId | None, name: str, order: Control, text: str = "") -> Draft:
    """A person's order, or the operator's (None); `text` is its reason, hint or model, what to
    ignore, the call to cancel, or what a judge doubted. A redirect's words are a message.
    """
    return Draft(Kind.CONTROL, {"name": name, "order": order, "text": text}, person or "heddle")


def question(item: ItemId, call: str, ask: str, choices: Sequence[str]) -> Draft:
    """The agent asks; `item` is the attention item that carries the question."""
    return Draft(
        Kind.QUESTION,
        {"item": item, "call": call, "ask": ask, "choices": list(choices)},
        "agent",
    )


def breadcrumb(text: str, actor: str = "agent") -> Draft:
    """One line saying what is next."""
    return Draft(Kind.BREADCRUMB, {"text": text}, actor)


def wait(reason: str, until: float) -> Draft:
    """The turn waits for somebody else's limit or outage, until the given time."""
    return Draft(Kind.WAIT, {"reason": reason, "until": until})


def state(to: str, why: str) -> Draft:
    """The session moved to state `to`."""
    return Draft(Kind.STATE, {"to": to, "why": why})


def captured(version: int, address: str, files: Sequence[Json], title: str) -> Draft:
    """Capture number `version` stands verified at `address`."""
    return Draft(
        Kind.CAPTURED,
        {"version": version, "address": address, "files": list(files), "title": title},
    )


def ending(verdict: Verdict) -> Draft:
    """How the last reply, which ended in prose, was judged."""
    return Draft(
        Kind.ENDING,
        {
            "ending": verdict.ending,
            "confidence": round(verdict.confidence, 3),
            "ask": verdict.ask,
            "choices": list(verdict.choices),
            "why": verdict.why,
            "by": verdict.by,
        },
    )


def alert(reason: str, text: str, item: ItemId | None = None) -> Draft:
    """Something went wrong that people should see in the thread."""
    payload: dict[str, Any] = {"reason": reason, "text": text}
    if item is not None:
        payload["item"] = item
    return Draft(Kind.ALERT, payload)


@dataclass(frozen=True, slots=True)
class History:
    """A session's events in order, from where its context starts."""

    events: Sequence[Event] = field(default_factory=tuple)

    def last(self, *kinds: Kind) -> Event | None:
        """Return the newest event of one of the kinds."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    def of(self, *kinds: Kind, after: int = 0) -> list[Event]:
        """Return the events of the kinds with a number above `after`, in order."""
        return [event for event in self.events if event.kind in kinds and event.seq > after]
