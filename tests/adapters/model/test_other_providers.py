"""What differs at providers that do not speak OpenAI's language, or speak it with an accent."""

import json
from typing import Any

from service.adapters.model.litellm import LiteLlmModel
from service.domain.events import ToolCall
from tests.adapters.model.asking import reply, request
from tests.servers.openai import Behaviour, Exchange, OpenAiServer
from tests.servers.openai_replies import says


def claude(stop: str, *blocks: tuple[dict[str, Any], list[dict[str, Any]]]) -> Behaviour:
    """Stream a message in Anthropic's form: each block with its deltas."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        usage = {"input_tokens": 30, "output_tokens": 1, "cache_read_input_tokens": 70}
        message = {"id": "m", "type": "message", "role": "assistant", "content": []}
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": {**message, "model": "claude", "usage": usage}}
        ]
        for index, (block, deltas) in enumerate(blocks):
            events.append({"type": "content_block_start", "index": index, "content_block": block})
            events.extend(
                {"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas
            )
            events.append({"type": "content_block_stop", "index": index})
        delta = {"stop_reason": stop, "stop_sequence": None}
        events.append({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 9}})
        events.append({"type": "message_stop"})
        for event in events:
            await exchange.send(json.dumps(event))
        await exchange.stop()

    return behave


async def test_claude_streams_text_and_calls_and_caches_the_prefix(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "read_file", "input": {}}
    pieces = [
        {"type": "input_json_delta", "partial_json": '{"path": '},
        {"type": "input_json_delta", "partial_json": '"x"}'},
    ]
    text = [{"type": "text_delta", "text": "Reading."}]
    server.script(claude("tool_use", ({"type": "text", "text": ""}, text), (call, pieces)))
    whole = await reply(model, request("anthropic/claude-haiku-4-5"))
    assert (whole.text, whole.finish) == ("Reading.", "tool_calls")
    assert whole.calls == (ToolCall("toolu_1", "read_file", '{"path": "x"}'),)
    assert (whole.tokens_in, whole.tokens_out) == (100, 9)
    assert 0 < whole.cost_usd < 100 * 1e-6 + 9 * 5e-6, "cached tokens are cheaper"
    sent = await server.request()
    assert sent.headers["x-api-key"] == "sk-secret"
    assert "cache_control" in json.dumps(sent.body)


async def test_a_refusal_of_claude_is_one(server: OpenAiServer, model: LiteLlmModel) -> None:
    server.script(claude("refusal", ({"type": "text", "text": ""}, [])))
    assert (await reply(model, request("anthropic/claude-haiku-4-5"))).finish == "refusal"


async def test_deepseek_is_told_not_to_think(server: OpenAiServer, model: LiteLlmModel) -> None:
    server.script(says("Yes."))
    await reply(model, request("deepseek/deepseek-v4-flash"))
    assert (await server.request()).body["thinking"] == {"type": "disabled"}
