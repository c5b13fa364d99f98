"""Making a long session fit its model's window, without losing what people decided.

The summary is the model's own; below it stand, word for word, what must survive any
summary: the goal, people's answers and the breadcrumbs.
"""

from service.agent.context import said
from service.domain.events import Event, History, Kind
from service.ports.model import ModelMessage

THRESHOLD = 0.75
KEEP = 0.3
_CLIP = 600
_TOOL_CLIP = 400

INSTRUCTION = """\
heddle: the record below is too long to carry on. Write the summary that replaces it; the \
agent will see only your summary and the latest events. Keep, under these headings: Goal; \
Decisions (with who decided); Done so far (files by path); Open questions; Next step. Facts, \
names, numbers and paths exactly. No introduction."""


def too_long(tokens: int, window: int) -> bool:
    """Tell whether a context of `tokens` should be compacted before the next call."""
    return tokens > window * THRESHOLD


def keep_from(history: History, window: int) -> int | None:
    """Return the event that the kept part starts with, or None if nothing can be dropped.

    Only a reply of the model may start it: a tool's result must follow its call.
    """
    budget = window * KEEP * 3.5
    boundary: int | None = None
    size = 0
    replies = history.of(Kind.ASSISTANT)
    for event in reversed(history.events):
        size += len(str(event.payload))
        if event.kind == Kind.ASSISTANT:
            if size > budget and boundary is not None:
                break
            boundary = event.seq
    if boundary is None or not replies or boundary <= replies[0].seq:
        return replies[-1].seq if len(replies) > 1 else None
    return boundary


def summary_request(history: History, before: int) -> list[ModelMessage]:
    """Return the messages that ask a model to summarise the events before `before`."""
    record = "\n".join(_line(event) for event in _older(history, before))
    return [ModelMessage("user", f"{INSTRUCTION}\n\n<record>\n{record}\n</record>")]


def kept_verbatim(history: History, before: int) -> str:
    """Return what stands below every summary: goal, answers and breadcrumbs as they were."""
    older = _older(history, before)
    earlier = next((event for event in reversed(older) if event.kind == Kind.COMPACTION), None)
    parts: list[str] = []
    if earlier is not None:
        _, _, kept = str(earlier.payload["summary"]).partition("\nWord for word:\n")
        parts.extend(line for line in kept.splitlines() if line)
    said_so_far = [event for event in older if event.kind == Kind.MESSAGE and not event.erased]
    if said_so_far and earlier is None:
        parts.append(f"- Goal: {_clip(said_so_far[0].payload['text'], 2000)}")
        said_so_far = said_so_far[1:]
    parts.extend(
        f"- {event.payload['name']} wrote: {_clip(event.payload['text'], _CLIP)}"
        for event in said_so_far
    )
    for event in older:
        if event.kind == Kind.ANSWER and not event.erased:
            parts.append(
                f"- {event.payload['name']} decided: {_clip(event.payload['text'], _CLIP)}"
            )
        elif event.kind == Kind.BREADCRUMB:
            parts.append(f"- breadcrumb: {event.payload['text']}")
    return "\nWord for word:\n" + "\n".join(parts)


def plain_summary(history: History, before: int) -> str:
    """Return a summary without a model, for when summarising itself fails."""
    lines = [
        _line(event)
        for event in _older(history, before)
        if event.kind in (Kind.COMPACTION, Kind.ASSISTANT)
    ]
    return "\n".join(_clip(line, _TOOL_CLIP) for line in lines[-40:])


def _older(history: History, before: int) -> list[Event]:
    return [
        event
        for event in history.events
        if event.seq < before or (event.kind == Kind.COMPACTION and event.seq >= before)
    ]


def _line(event: Event) -> str:
    if event.erased:
        return f"{event.seq} (deleted)"
    if event.kind == Kind.COMPACTION:
        return f"summary so far: {event.payload['summary']}"
    if event.kind in (Kind.MESSAGE, Kind.NOTE, Kind.NOTICE):
        return f"{event.seq} {said(event, several=True)}"
    if event.kind == Kind.ASSISTANT:
        calls = "; ".join(
            f"{call['name']}({_clip(call['arguments'], _TOOL_CLIP)})"
            for call in event.payload["calls"]
        )
        return f"{event.seq} agent: {_clip(event.payload['text'], 2000)} {calls}"
    if event.kind == Kind.TOOL_ENDED:
        return f"{event.seq} result: {_clip(event.payload['result'], _TOOL_CLIP)}"
    if event.kind == Kind.ANSWER:
        return f"{event.seq} {event.payload['name']} answered: {event.payload['text']}"
    if event.kind == Kind.BREADCRUMB:
        return f"{event.seq} breadcrumb: {event.payload['text']}"
    return f"{event.seq} {event.kind}"


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
