"""From events to the messages a model reads.

A person's message stands where the model read it, not where it arrived: each reply
records up to which event it had read, so the same events always give the same prefix
and providers can cache it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.domain.events import Attachment, Event, History, Kind, ToolCall
from service.domain.ids import TurnId
from service.ports.model import ModelMessage

_INCOMING = (Kind.MESSAGE, Kind.NOTE, Kind.NOTICE, Kind.ANSWER)
DELETED = "(this message was deleted)"


@dataclass(slots=True)
class _Rendering:
    """The messages so far, and what people said that has not been placed yet."""

    messages: list[ModelMessage] = field(default_factory=list)
    incoming: list[Event] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def flush(self, upto: int | None, *, notes: bool) -> None:
        """Place what came in up to event `upto` as one user message.

        Names stand from the second person's first words on, never before: what a provider
        has cached stays as it was.
        """
        placed: list[Event] = []
        left: list[Event] = []
        for event in self.incoming:
            read = upto is None or event.seq <= upto
            (placed if read and (notes or event.kind != Kind.NOTE) else left).append(event)
        self.incoming = left
        self.names |= {
            event.payload["name"]
            for event in placed
            if event.kind != Kind.NOTICE and not event.erased
        }
        texts = [
            said(event, several=len(self.names) > 1)
            for event in placed
            if event.kind != Kind.ANSWER or not event.payload.get("call")
        ]
        if said_anything := [
            text for text in texts if text.strip()
        ]:  # providers refuse an empty one
            self.messages.append(ModelMessage("user", "\n\n".join(said_anything)))


def render(system: str, history: History, now: TurnId) -> list[ModelMessage]:
    """Return the context of the next model call, in turn `now`.

    It is the system prompt, a summary if there is one, then the events. Notes are placed at
    the start of a turn only.
    """
    summary = history.last(Kind.COMPACTION)
    start = summary.payload["keep_from"] if summary else 0
    events = [event for event in history.events if event.seq >= start]
    results = _results(events)
    rendering = _Rendering([ModelMessage("system", system)])
    if summary:
        rendering.messages.append(ModelMessage("user", summary_text(summary.payload["summary"])))
    turn = None
    for event in events:
        if event.kind in _INCOMING:
            rendering.incoming.append(event)
        elif event.kind == Kind.ASSISTANT:
            rendering.flush(event.payload["read_upto"], notes=event.turn != turn)
            turn = event.turn
            rendering.messages.extend(_assistant(event, results))
    rendering.flush(None, notes=now != turn)
    return rendering.messages


def summary_text(summary: str) -> str:
    """Introduce a summary to the model."""
    return (
        f"heddle: the earlier part of this session, in short:\n\n{summary}\n\n(End of the summary.)"
    )


def said(event: Event, *, several: bool) -> str:
    """Return an incoming event as the model reads it; `several` people need names."""
    if event.erased:
        return DELETED
    text: str = event.payload["text"]
    if event.kind == Kind.NOTICE:
        return f"heddle: {text}"
    if event.kind == Kind.NOTE:
        text = f"(a note, nothing to answer) {text}"
    files = [Attachment.from_json(each) for each in event.payload.get("attachments", ())]
    if files:
        listed = ", ".join(f"inbox/{file.name} ({file.size:,} bytes)" for file in files)
        text = f"{text}\n(attached: {listed})".strip()
    return f"{event.payload['name']}: {text}" if several else text


def estimate_tokens(messages: Sequence[ModelMessage]) -> int:
    """Estimate the tokens of a context at 3.5 characters each, on the safe side for prose
    and code alike.
    """
    characters = sum(
        len(each.text) + 16 + sum(len(call.name) + len(call.arguments) for call in each.calls)
        for each in messages
    )
    return int(characters / 3.5) + 1


def _results(events: Iterable[Event]) -> dict[tuple[int, str], str]:
    """Map (reply's event number, call id) to the result's text.

    A model may use a call id again in a later reply, so the id alone does not tell.
    """
    results: dict[tuple[int, str], str] = {}
    reply = 0
    for event in events:
        if event.kind == Kind.ASSISTANT:
            reply = event.seq
        elif event.kind == Kind.TOOL_ENDED and not event.erased:
            results[reply, event.payload["call"]] = event.payload["result"]
        elif event.kind == Kind.ANSWER:
            results[reply, event.payload.get("call", "")] = _answer(event)
    return results


def _answer(event: Event) -> str:
    if event.erased:
        return DELETED
    files = [Attachment.from_json(each) for each in event.payload.get("attachments", ())]
    text = f"{event.payload['name']} answered: {event.payload['text']}"
    if files:
        text += "\n(attached: " + ", ".join(f"inbox/{file.name}" for file in files) + ")"
    return text


def _assistant(event: Event, results: dict[tuple[int, str], str]) -> list[ModelMessage]:
    if event.erased:
        return []
    calls = [ToolCall.from_json(each) for each in event.payload["calls"]]
    text: str = event.payload["text"]
    if not calls and not text.strip():
        return []  # providers refuse an empty assistant message; the notice after it tells
    return [
        ModelMessage("assistant", text, calls),
        *(
            ModelMessage("tool", results.get((event.seq, call.id), "No result."), call=call.id)
            for call in calls
        ),
    ]
