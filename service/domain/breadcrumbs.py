"""A breadcrumb is one line saying what is next; made here where the agent left none."""

from collections.abc import Sequence

from service.domain.events import Event, Kind

LENGTH = 160
DONE = "Done: "
"""How a finished turn's breadcrumb begins."""
NEXT = "; next: "
"""What stands in a breadcrumb before what a person wrote last."""


def derived(events: Sequence[Event], why: str) -> str:
    """Return a breadcrumb from a session's last events; `why` says why it pauses.

    Names the last thing done, so that whoever returns knows where it stood.
    """
    for event in reversed(events):
        if event.erased:
            continue
        if event.kind == Kind.ASSISTANT and event.payload["text"].strip():
            return one_line(f"{why}; last: {first_line(event.payload['text'])}")
        if event.kind == Kind.TOOL_ENDED:
            result = "" if event.payload["ok"] else " (failed)"
            return one_line(f"{why}; last: {event.payload['name']}{result}")
        if event.kind == Kind.MESSAGE:
            return one_line(f"{why}{NEXT}{first_line(event.payload['text'])}")
    return one_line(why)


def first_line(text: str) -> str:
    """Return the first line that says something, without Markdown's marks."""
    lines = (line.strip().lstrip("#>*- ").strip() for line in text.splitlines())
    return next((line for line in lines if line), "")


def one_line(text: str) -> str:
    """Return the text on one line of at most `LENGTH` characters."""
    line = " ".join(text.split())
    return line if len(line) <= LENGTH else line[: LENGTH - 1].rstrip() + "…"
