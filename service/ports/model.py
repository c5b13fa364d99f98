"""A language model, as the agent needs it: a request in, streamed text and a reply out."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from service.domain.events import Reply, ToolCall
from service.ports.gate import Accepted


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """One message of the context. `role` is system, user, assistant or tool.

    `call` is, for role tool, the id of the tool call that `text` answers.
    """

    role: str
    text: str
    calls: Sequence[ToolCall] = ()
    call: str = ""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model is told of it; `parameters` is a JSON Schema."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One model call. `model` is a concrete model's name, never an alias."""

    model: str
    messages: Sequence[ModelMessage]
    tools: Sequence[ToolSpec] = ()
    max_tokens: int | None = None


Piece = str | Accepted | Reply
"""What a call yields: that it was taken, if the provider says what is left; text; a reply. Empty
text is a sign of life: the model thinks, or writes a tool call.
"""


class Model(Protocol):
    """Calls models. Never retries: waiting is done where people can see it."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        """Yield what the provider says is left, if it does, text as it arrives and, last,
        exactly one Reply.

        Raises Temporary (rate limit, outage, a cut stream: whatever a later try may
        pass), ContextOverflow, or Permanent (a wrong key, an unknown model). An error
        after some text means that the text is void.
        """
        ...

    def candidates(self, alias: str) -> Sequence[str]:
        """Return the concrete models behind an alias, the preferred first.

        Raises Refused for an unknown alias, naming the known ones.
        """
        ...

    def window(self, model: str) -> int:
        """Return how many tokens of context the model takes."""
        ...

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        """Return what that many tokens cost in US dollars; 0 where no price is known."""
        ...
