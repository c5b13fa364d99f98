"""Asking a model in a test, as the agent does."""

from collections.abc import Sequence

from service.domain.events import Reply
from service.ports.model import Model, ModelMessage, ModelRequest, ToolSpec

HELLO = (ModelMessage("system", "Be brief."), ModelMessage("user", "Hello?"))
TOOLS = (
    ToolSpec(
        "read_file",
        "Read a file.",
        {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
    ),
)


def request(
    name: str = "openai/gpt-4.1",
    messages: Sequence[ModelMessage] = HELLO,
    tools: Sequence[ToolSpec] = TOOLS,
    max_tokens: int | None = None,
) -> ModelRequest:
    """Return a request with everything that a test leaves open filled in."""
    return ModelRequest(name, messages, tools, max_tokens)


async def ask(model: Model, asked: ModelRequest | None = None) -> tuple[list[str], Reply]:
    """Return the pieces of text and the one reply, which must come last."""
    pieces: list[str] = []
    replies: list[Reply] = []
    async for piece in model.stream(asked or request()):
        assert not replies, "nothing may follow the reply"
        if isinstance(piece, Reply):
            replies.append(piece)
        elif isinstance(piece, str):
            pieces.append(piece)
    assert len(replies) == 1
    return pieces, replies[0]


async def reply(model: Model, asked: ModelRequest | None = None) -> Reply:
    """Return the reply only."""
    return (await ask(model, asked))[1]
