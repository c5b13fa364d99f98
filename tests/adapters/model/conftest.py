"""A model whose provider `openai` is the scripted server."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from service.adapters.clock.system import SystemClock
from service.adapters.model.litellm import LiteLlmModel, Timeouts
from service.ports.clock import Clock
from tests.servers.openai import OpenAiServer

HERE = Path(__file__).parent
MUTED = (".*`ReadOnly` qualifier", ".*attribute on the instance is deprecated")
Make = Callable[..., LiteLlmModel]


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer().running() as running:
        yield running


@pytest.fixture
async def make(server: OpenAiServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    made: list[LiteLlmModel] = []

    def build(
        clock: Clock | None = None,
        *,
        key: str | None = "sk-secret",
        base: str | None = server.base,
        timeouts: Timeouts | None = None,
    ) -> LiteLlmModel:
        async def key_of(_: str) -> str | None:
            return key

        async def base_of(_: str) -> str | None:
            return base

        model = LiteLlmModel(
            clock or SystemClock(),
            {"smart": ["openai/gpt-4.1", "openai/other"], "fast": ["openai/tiny"]},
            key_of,
            base_of=base_of,
            timeouts=timeouts,
            demo_pace=0.0,
        )
        made.append(model)
        return model

    yield build
    for each in made:
        await each.close()


@pytest.fixture
def model(make: Make) -> LiteLlmModel:
    return make()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the warnings muted that litellm mutes when it is imported; pytest resets that."""
    for item in items:
        if item.path.is_relative_to(HERE):
            for text in MUTED:
                item.add_marker(pytest.mark.filterwarnings(f"ignore:{text}"))
