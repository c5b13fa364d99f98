"""A whole turn with tools against a third party's OpenAI-compatible server."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.domain.events import Kind
from service.domain.states import State
from service.settings.groups import Models
from tests.e2e.running import running
from tests.e2e.talking import Talk, talking
from tests.servers.aimock import aimock

pytestmark = [pytest.mark.timeout(180), pytest.mark.node]

MODELS = Models(default="local", aliases={"local": ["openai/gpt-4o-mini"]})
ASK = "Write a greeting into a file"


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"toolCalls": [{"name": name, "arguments": json.dumps(arguments)}]}


FIXTURES = [
    {
        "match": {"toolResultContains": "greeting.txt"},
        "response": call("finish", summary="The greeting stands.", files=["greeting.txt"]),
    },
    {
        "match": {"userMessage": ASK, "hasToolResult": False},
        "response": call("write_file", path="greeting.txt", content="Good morning"),
    },
]


def variables(address: str) -> dict[str, str]:
    return {
        "HEDDLE_MODELS__BASE_URL": f"{address}/v1",
        "HEDDLE_MODELS__ALIASES": json.dumps(MODELS.aliases),
        "HEDDLE_MODELS__DEFAULT": MODELS.default,
        "OPENAI_API_KEY": "not-a-key",
    }


async def kinds(talk: Talk, number: Any) -> list[Kind]:
    events = await talk.service.store.read(lambda reads: reads.events(number))
    return [event.kind for event in events]


async def test_a_turn_with_tools_ends_in_a_saved_file(tmp_path: Path) -> None:
    with aimock(tmp_path, FIXTURES) as server:
        with running(tmp_path / "data", **variables(server.address)) as up:
            async with talking(up.folder, MODELS) as talk:
                received = await talk.say("t1", ASK)
                done = await talk.until(received.session.number, State.DONE, State.FAILED)
                recorded = await kinds(talk, done.number)
            assert done.state == State.DONE
            assert recorded.count(Kind.TOOL_ENDED) == 2
            saved = up.folder / "captures" / str(done.number) / "v1" / "files" / "greeting.txt"
            assert saved.read_text() == "Good morning"
        assert len(server.journal()) == 2


async def test_a_rate_limit_is_seen_and_outlived(tmp_path: Path) -> None:
    with aimock(tmp_path, FIXTURES) as server:
        with running(tmp_path / "data", **variables(server.address)) as up:
            server.chaos(rateLimitRate=1.0)
            async with talking(up.folder, MODELS) as talk:
                received = await talk.say("t1", ASK)
                number = received.session.number
                await talk.until_event(number, Kind.WAIT)
                server.calm()
                done = await talk.until(number, State.DONE, State.FAILED)
            assert done.state == State.DONE
        limited = [each for each in server.journal() if each["response"]["status"] == 429]
        assert limited
