"""What a judge of a turn's ending is told about the turn, read from its events."""

import json
from collections.abc import Sequence

from service.agent import toolset
from service.agent.endings.asking import shortened
from service.agent.endings.text import read
from service.domain.events import Event, History, Kind, ToolCall

MOST_TOOLS = 8
_ARGUMENT = 60
_ERROR = 60


def goal_of(history: History, title: str) -> str:
    """Return what the person last asked for; the session's title where that is gone."""
    told = [each for each in history.of(Kind.MESSAGE) if not each.erased]
    return str(told[-1].payload["text"]) if told else title


def last_tools_of(history: History) -> Sequence[str]:
    """Return the last tool calls since a person's last words, as lines: name, first argument
    and how it went, as in "edit app.py ok" or "fetch failed (not found)".
    """
    told = history.last(Kind.MESSAGE)
    start = told.seq if told else 0
    calls = {
        call.id: call
        for reply in history.of(Kind.ASSISTANT, after=start)
        if not reply.erased
        for call in map(ToolCall.from_json, reply.payload["calls"])
    }
    ended = [
        each
        for each in history.of(Kind.TOOL_ENDED, after=start)
        if not each.erased and not toolset.is_control(str(each.payload["name"]))
    ]
    return [_line(each, calls.get(str(each.payload["call"]))) for each in ended[-MOST_TOOLS:]]


def stopped_at(text: str) -> str:
    """Say to a person that the turn stopped short, with the last thing that it said."""
    spoken = read(text).sentences
    last = shortened(spoken[-1].text if spoken else text[-200:], 160).rstrip(":：")
    return f"It stopped before it was done: “{last}”" if last else "It stopped before it was done."


def _line(ended: Event, call: ToolCall | None) -> str:
    payload = ended.payload
    parts = [str(payload["name"]), _first_argument(call)]
    if payload["ok"]:
        parts.append("ok")
    else:
        error = " ".join(str(payload["result"]).split())[:_ERROR]
        parts.append(f"failed ({error})" if error else "failed")
    return " ".join(part for part in parts if part)


def _first_argument(call: ToolCall | None) -> str:
    try:
        given = json.loads(call.arguments) if call else {}
    except ValueError:
        return ""
    values = given.values() if isinstance(given, dict) else ()
    return next(
        (" ".join(each.split())[:_ARGUMENT] for each in values if isinstance(each, str)), ""
    )
