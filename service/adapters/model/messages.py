"""The neutral context in the shape that litellm takes."""

import json
import re
from collections.abc import Sequence
from typing import Any

from service.domain.events import ToolCall
from service.ports.model import ModelMessage, ToolSpec


def as_messages(messages: Sequence[ModelMessage]) -> list[dict[str, Any]]:
    """Return the messages in OpenAI's form.

    A reply without text and calls is left out, because providers refuse an empty message.
    """
    return [
        _message(each)
        for each in messages
        if each.role != "assistant" or each.calls or each.text.strip()
    ]


def as_tools(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """Return the tools in OpenAI's form."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
            },
        }
        for tool in tools
    ]


def _message(message: ModelMessage) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.call, "content": message.text}
    if message.role == "assistant" and message.calls:
        calls = [_call(call) for call in message.calls]
        return {"role": "assistant", "content": message.text or None, "tool_calls": calls}
    return {"role": message.role, "content": message.text}


def _call(call: ToolCall) -> dict[str, Any]:
    """Return the call in a form that every provider takes back, whatever the model wrote."""
    name = re.sub(r"[^a-zA-Z0-9_-]", "_", call.name)[:64] or "unnamed"
    function = {"name": name, "arguments": _arguments(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def _arguments(text: str) -> str:
    """Return the arguments as a JSON object; some providers parse what they are sent back."""
    text = text.strip() or "{}"
    try:
        whole = isinstance(json.loads(text), dict)
    except json.JSONDecodeError:
        whole = False
    return text if whole else json.dumps({"malformed": text})
