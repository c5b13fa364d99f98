"""Making a long session fit its model's window, without losing what people decided.

The summary is the model's own; below it stand, word for word, what must survive any
summary: the goal, what people wrote and answered, and the breadcrumbs.
"""

from collections.abc import Callable, Collection, Sequence

from service.agent.context import said
from service.domain.events import Event, History, Kind
from service.ports.model import ModelMessage

THRESHOLD = 0.75
KEEP = 0.3
SUMMARY = 0.2
VERBATIM = 0.15
CHARACTERS = 3.5
_GOAL_CLIP = 2000
_CLIP = 600
_TOOL_CLIP = 400
_PLAIN = 40
_VERBATIM = "\nWord for word:\n"
_NOT_READ = "Not read yet: "
GOAL = "Goal: "
"""What stands below a summary before what was asked for first; no name does."""
_BREADCRUMB = "breadcrumb: "

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

    It starts with a reply of the model, so that no tool's result loses its call, and with
    what came in while that reply was written. Where not even the last reply fits, nothing
    is kept but what came after it.
    """
    replies = [event for event in _current(history) if event.kind == Kind.ASSISTANT]
    if not replies:
        return None
    size, boundary = 0, replies[-1].seq + 1
    for event in reversed(_current(history)):
        size += len(str(event.payload))
        if size > window * KEEP * CHARACTERS:
            break
        if event.kind == Kind.ASSISTANT:
            boundary = int(event.payload["read_upto"]) + 1
    if boundary <= int(replies[0].payload["read_upto"]) + 1 and len(replies) > 1:
        return int(replies[-1].payload["read_upto"]) + 1
    return boundary


def summary_request(history: History, before: int) -> list[ModelMessage]:
    """Return the messages that ask a model to summarise the events before `before`."""
    record = "\n".join(_line(event) for event in _older(history, before))
    return [ModelMessage("user", f"{INSTRUCTION}\n\n<record>\n{record}\n</record>")]


def kept_verbatim(history: History, before: int, window: int) -> str:
    """Return what stands below every summary, as it was: the goal, what people wrote and
    decided, the breadcrumbs; the oldest ones are left out when they take too much of the window.
    """
    older = _older(history, before)
    earlier = next((event for event in older if event.kind == Kind.COMPACTION), None)
    entries: list[str] = []
    if earlier is not None:
        _, _, kept = str(earlier.payload["summary"]).partition(_VERBATIM)
        entries = [f"- {entry}" for entry in ("\n" + kept).split("\n- ")[1:]]
    read_upto = _read_upto(history)
    for event in older:
        entry = _entry(event, goal=not entries, whole=event.seq > read_upto)
        if entry:
            entries.append("- " + entry.replace("\n", "\n  "))
    return _VERBATIM + "\n".join(_fitting(entries, int(window * VERBATIM * CHARACTERS)))


def without(summary: str, names: Collection[str], told: Callable[[str], bool]) -> str:
    """Return the summary without what stands below it of people of these names, or under nobody's
    name, if `told` says that it goes.
    """
    own, _, kept = summary.partition(_VERBATIM)
    if not kept:
        return summary
    theirs = tuple(f"{name} {verb}: " for name in names for verb in ("wrote", "decided"))
    left = [
        f"- {entry}"
        for entry in ("\n" + kept).split("\n- ")[1:]
        if not entry.removeprefix(_NOT_READ).startswith(theirs)
        and not (entry.startswith((GOAL, _BREADCRUMB)) and told(entry))
    ]
    return own + _VERBATIM + "\n".join(left)


def _entry(event: Event, *, goal: bool, whole: bool) -> str:
    """Word an event for below the summary; `whole` if no model has read it yet."""
    if event.erased:
        return ""
    if event.kind == Kind.BREADCRUMB:
        return f"{_BREADCRUMB}{event.payload['text']}"
    if event.kind == Kind.ANSWER:
        return f"{event.payload['name']} decided: {_clip(event.payload['text'], _CLIP)}"
    if event.kind not in (Kind.MESSAGE, Kind.NOTE):
        return ""
    text = said(event, several=False)
    if whole:
        return f"{_NOT_READ}{event.payload['name']} wrote: {text}"
    if goal and event.kind == Kind.MESSAGE:
        return f"{GOAL}{_clip(text, _GOAL_CLIP)}"
    return f"{event.payload['name']} wrote: {_clip(text, _CLIP)}"


def _fitting(entries: list[str], limit: int) -> list[str]:
    """Leave out the oldest that matter least until the rest has `limit` characters."""
    size = sum(len(entry) + 1 for entry in entries)
    dropped: set[int] = set()
    order = sorted(range(len(entries)), key=lambda index: (_weight(entries[index]), index))
    for index in order:
        if size <= limit or _weight(entries[index]) == _PINNED:
            break
        size -= len(entries[index]) + 1
        dropped.add(index)
    return [entry for index, entry in enumerate(entries) if index not in dropped]


_PINNED = 2


def _weight(entry: str) -> int:
    if entry.startswith((f"- {GOAL}", f"- {_NOT_READ}")):
        return _PINNED
    return 1 if " decided: " in entry.partition("\n")[0] else 0


def fitted(summary: str, window: int) -> str:
    """Cut a model's summary to its share of the window."""
    return _clip(summary, int(window * SUMMARY * CHARACTERS))


def plain_summary(history: History, before: int) -> str:
    """Return a summary without a model, for when summarising itself fails."""
    older = _older(history, before)
    earlier = [
        str(event.payload["summary"]).partition(_VERBATIM)[0]
        for event in older
        if event.kind == Kind.COMPACTION
    ]
    lines = [_clip(_line(event), _TOOL_CLIP) for event in older if event.kind == Kind.ASSISTANT]
    return "\n".join([*earlier, *lines[-_PLAIN:]])


def _current(history: History) -> Sequence[Event]:
    """Return the events that the context is made of now: those after the last summary's."""
    summary = history.last(Kind.COMPACTION)
    if summary is None:
        return history.events
    start = summary.payload["keep_from"]
    return [
        event
        for event in history.events
        if event.seq >= start and (event.kind != Kind.COMPACTION or event.seq == summary.seq)
    ]


def _older(history: History, before: int) -> list[Event]:
    """Return what the next summary replaces, the last summary first."""
    found = _current(history)
    summaries = [event for event in found if event.kind == Kind.COMPACTION]
    rest = [event for event in found if event.kind != Kind.COMPACTION and event.seq < before]
    return [*summaries, *rest]


def _read_upto(history: History) -> int:
    last = history.last(Kind.ASSISTANT)
    return 0 if last is None else int(last.payload["read_upto"])


def _line(event: Event) -> str:
    if event.erased:
        return f"{event.seq} (deleted)"
    if event.kind == Kind.COMPACTION:
        return f"summary so far: {event.payload['summary']}"
    if event.kind in (Kind.MESSAGE, Kind.NOTE, Kind.NOTICE):
        return f"{event.seq} {_clip(said(event, several=True), _GOAL_CLIP)}"
    if event.kind == Kind.ASSISTANT:
        calls = "; ".join(
            f"{call['name']}({_clip(call['arguments'], _TOOL_CLIP)})"
            for call in event.payload["calls"]
        )
        return f"{event.seq} agent: {_clip(event.payload['text'], _GOAL_CLIP)} {calls}"
    if event.kind == Kind.TOOL_ENDED:
        return f"{event.seq} result: {_clip(event.payload['result'], _TOOL_CLIP)}"
    if event.kind == Kind.ANSWER:
        text = _clip(event.payload["text"], _GOAL_CLIP)
        return f"{event.seq} {event.payload['name']} answered: {text}"
    if event.kind == Kind.BREADCRUMB:
        return f"{event.seq} breadcrumb: {event.payload['text']}"
    return f"{event.seq} {event.kind}"


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
