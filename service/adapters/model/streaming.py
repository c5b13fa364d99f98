"""Putting a streamed reply together, whatever providers do to it."""

import json
from dataclasses import dataclass, field
from typing import Any

from service.domain.events import ToolCall

# litellm reports these as a normal stop; they are a provider's way to say that it broke.
_BROKEN = frozenset({"error", "ERROR", "network_error"})
_FINISHES = {
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "length": "length",
    "content_filter": "refusal",
    "refusal": "refusal",
}
# litellm carries Gemini's signature of a call behind this mark in the call's id.
_SIGNATURE = "__thought__"


@dataclass(slots=True)
class _Call:
    id: str = ""
    name: str = ""
    arguments: str = ""

    def is_whole(self) -> bool:
        try:
            json.loads(self.arguments)
        except json.JSONDecodeError:
            return False
        return True


@dataclass(slots=True)
class Assembly:
    """What has arrived of one reply."""

    usage: Any = None
    alive: bool = False
    """Whether anything that the model made has arrived: text, thought or a call."""
    moved: bool = False
    """Whether anything of that was in the last chunk."""
    _text: list[str] = field(default_factory=list)
    _calls: list[_Call] = field(default_factory=list)
    _open: dict[int, _Call] = field(default_factory=dict)
    _finish: str = ""
    _refused: bool = False

    def take(self, chunk: Any) -> str:
        """Add a chunk of litellm's stream and return the text in it."""
        usage = getattr(chunk, "usage", None)
        # litellm makes up a count of nothing where the provider sent none.
        if usage is not None and (usage.prompt_tokens or usage.completion_tokens):
            self.usage = usage
        self.moved = False
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._finish = choice.finish_reason or self._finish
        delta = choice.delta
        for part in delta.tool_calls or ():
            self._add(part.index or 0, part.id or "", part.function)
        refusal = getattr(delta, "refusal", None)
        self._refused = self._refused or bool(refusal)
        text: str = delta.content or refusal or ""
        if text:
            self._text.append(text)
        thought = getattr(delta, "reasoning_content", None)
        self.moved = bool(text or thought or delta.tool_calls)
        self.alive = self.alive or self.moved
        return text

    def _add(self, index: int, identity: str, function: Any) -> None:
        name, arguments = function.name or "", function.arguments or ""
        call = self._open.get(index)
        if call is None or _starts_another(call, identity, name):
            call = self._open[index] = _Call()
            self._calls.append(call)
        call.id = call.id or identity
        call.name = call.name or name
        call.arguments += arguments

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._text)

    @property
    def size(self) -> int:
        """The characters that the model wrote so far."""
        written = sum(len(call.name) + len(call.arguments) for call in self._calls)
        return len(self.text) + written

    def finish(self) -> str:
        """Return the reply's finish in the words of `Reply`."""
        if self._refused:
            return "refusal"
        finish = _FINISHES.get(self._finish, "stop")
        if finish in ("stop", "tool_calls"):
            return "tool_calls" if self._calls else "stop"
        return finish

    def calls(self) -> tuple[ToolCall, ...]:
        """Return the calls with ids of their own, made from their place where one lacks."""
        taken: set[str] = set()
        calls = []
        for place, call in enumerate(self._calls):
            identity = _unique(call.id or f"call_{place}", place, taken)
            taken.add(identity)
            calls.append(ToolCall(identity, call.name, call.arguments))
        return tuple(calls)


def is_complete(stream: Any) -> bool:
    """Tell whether the provider ended the stream in good order.

    litellm makes up a finish reason for a stream that was cut; what arrived stands only
    on its wrapper.
    """
    reason = stream.received_finish_reason or stream.intermittent_finish_reason
    return bool(reason) and reason not in _BROKEN


def _starts_another(call: _Call, identity: str, name: str) -> bool:
    """Some providers count every call as the first; another id or a new name tells."""
    if identity and call.id:
        return identity != call.id
    return bool(name and call.name) and not identity and call.is_whole()


def _unique(identity: str, place: int, taken: set[str]) -> str:
    head, mark, signature = identity.partition(_SIGNATURE)
    while identity in taken:
        head = f"{head}_{place}"
        identity = head + mark + signature
    return identity
