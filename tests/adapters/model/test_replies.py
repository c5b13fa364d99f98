"""What a whole reply looks like, and what the provider is sent for it."""

import asyncio
import json

import pytest
from litellm.litellm_core_utils.litellm_logging import Logging

from service.adapters.model.litellm import LiteLlmModel
from service.domain.errors import Permanent
from service.domain.events import ToolCall
from service.ports.model import ModelMessage
from tests.adapters.model.asking import ask, reply, request
from tests.adapters.model.conftest import Make
from tests.servers.openai import Exchange, OpenAiServer
from tests.servers.openai_replies import calls, says


async def test_text_comes_in_pieces_and_then_as_one_reply(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(says("Good ", "morning", "."))
    pieces, whole = await ask(model)
    assert pieces == ["Good ", "morning", "."]
    assert (whole.text, whole.finish, whole.calls) == ("Good morning.", "stop", ())
    assert (whole.model, whole.tokens_in, whole.tokens_out) == ("openai/gpt-4.1", 11, 7)
    assert whole.cost_usd == pytest.approx(11 * 2e-6 + 7 * 8e-6)
    assert whole.first_token_seconds is not None
    assert 0 < whole.first_token_seconds <= whole.seconds


async def test_a_whole_reply_is_not_put_together_for_logs(
    server: OpenAiServer, model: LiteLlmModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = list[object]()

    async def keep(_: Logging, result: object = None, **__: object) -> None:
        kept.append(result)

    monkeypatch.setattr(Logging, "dispatch_success_handlers", keep)
    server.script(says("Good ", "morning."))
    assert (await reply(model)).text == "Good morning."
    server.script(calls((0, "a", "read_file", '{"path": "x"}')))
    assert len((await reply(model)).calls) == 1
    await asyncio.sleep(0)
    assert kept == []


async def test_the_request_is_openais_and_asks_for_usage(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(says("Yes."))
    await reply(model, request(max_tokens=50))
    sent = await server.request()
    assert sent.headers["authorization"] == "Bearer sk-secret"
    assert sent.body["model"] == "gpt-4.1"
    assert sent.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello?"},
    ]
    assert sent.body["tools"][0]["function"]["name"] == "read_file"
    assert (sent.body["stream"], sent.body["stream_options"]) == (True, {"include_usage": True})
    assert sent.body["max_tokens"] == 50


async def test_no_tools_are_mentioned_when_there_are_none(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(says("Yes."))
    await reply(model, request(tools=()))
    assert "tools" not in (await server.request()).body


async def test_history_goes_back_in_a_form_that_every_provider_takes(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(says("Yes."))
    broken = ToolCall("b", "no such tool!", '{"path": ')
    messages = [
        ModelMessage("user", "Go."),
        ModelMessage("assistant", "", ()),
        ModelMessage("assistant", "", (ToolCall("a", "read_file", '{"path": "x"}'), broken)),
        ModelMessage("tool", "the text", call="a"),
        ModelMessage("tool", "not valid", call="b"),
    ]
    await reply(model, request(messages=messages))
    user, assistant, *results = (await server.request()).body["messages"]
    assert user["content"] == "Go."
    first, second = assistant["tool_calls"]
    assert first["function"] == {"name": "read_file", "arguments": '{"path": "x"}'}
    assert second["function"]["name"] == "no_such_tool_"
    assert json.loads(second["function"]["arguments"]) == {"malformed": '{"path":'}
    assert [each["tool_call_id"] for each in results] == ["a", "b"]


async def test_calls_are_put_together_from_fragments(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(
        calls(
            (0, "one", "read_file", ""),
            (0, None, None, '{"pa'),
            (0, None, None, 'th": "x"}'),
            (1, "two", "read_file", '{"path": '),
            text="Reading.",
        )
    )
    whole = await reply(model)
    assert whole.text == "Reading."
    assert whole.finish == "tool_calls"
    assert whole.calls == (
        ToolCall("one", "read_file", '{"path": "x"}'),
        ToolCall("two", "read_file", '{"path": '),
    )
    assert (whole.tokens_in, whole.tokens_out) == (20, 9)


async def test_calls_that_a_provider_counts_all_as_the_first_stay_apart(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(
        calls(
            (None, "one", "read_file", '{"path": "x"}'),
            (None, "two", "read_file", '{"path": '),
            (None, None, None, '"y"}'),
        )
    )
    whole = await reply(model)
    assert [call.arguments for call in whole.calls] == ['{"path": "x"}', '{"path": "y"}']


async def test_calls_without_ids_stay_apart_and_get_some(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(
        calls((0, None, "read_file", '{"path": "x"}'), (0, None, "list_files", "{}"), finish="stop")
    )
    whole = await reply(model)
    assert [(call.id, call.name) for call in whole.calls] == [
        ("call_0", "read_file"),
        ("call_1", "list_files"),
    ]
    assert whole.finish == "tool_calls"


async def test_ids_that_occur_twice_are_told_apart(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(
        calls(
            (0, "same", "a", "{}"),
            (1, "same", "b", "{}"),
            (2, "same__thought__c2ln", "c", "{}"),
            (3, "same__thought__c2ln", "d", "{}"),
        )
    )
    ids = [call.id for call in (await reply(model)).calls]
    assert ids == ["same", "same_1", "same__thought__c2ln", "same_3__thought__c2ln"]


@pytest.mark.parametrize(
    ("said", "finish"),
    [("length", "length"), ("content_filter", "refusal"), ("tool_calls", "stop"), ("odd", "stop")],
)
async def test_finish_reasons_are_four(
    server: OpenAiServer, model: LiteLlmModel, said: str, finish: str
) -> None:
    server.script(says("So", finish=said))
    assert (await reply(model)).finish == finish


async def test_a_refusal_in_its_own_field_is_one(server: OpenAiServer, model: LiteLlmModel) -> None:
    async def refuse(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk({"role": "assistant", "refusal": "I will not."})
        await exchange.chunk({}, "stop")
        await exchange.end()

    server.script(refuse)
    whole = await reply(model)
    assert (whole.finish, whole.text) == ("refusal", "I will not.")


async def test_a_thought_is_a_sign_of_life_but_no_text(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    async def think(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk({"role": "assistant", "reasoning_content": "Hm."})
        await exchange.chunk({"content": "Yes."})
        await exchange.chunk({}, "stop")
        await exchange.end()

    server.script(think)
    pieces, whole = await ask(model)
    assert (pieces, whole.text) == (["", "Yes."], "Yes.")


async def test_tokens_are_estimated_when_nobody_counted(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(says("one two three four five", usage=None))
    whole = await reply(model)
    assert 3 <= whole.tokens_in <= 30
    assert 3 <= whole.tokens_out <= 10
    assert whole.cost_usd > 0


async def test_a_model_without_a_price_costs_nothing_and_counts(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(says("Yes."))
    whole = await reply(model, request("openai/home-made"))
    assert (whole.cost_usd, whole.tokens_in, whole.tokens_out) == (0.0, 11, 7)


async def test_what_the_provider_charged_is_what_it_cost(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    async def charge(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk({"role": "assistant", "content": "Yes."})
        await exchange.chunk({}, "stop")
        await exchange.usage(11, 7, cost=0.25)
        await exchange.end()

    server.script(charge)
    assert (await reply(model, request("openrouter/some/model"))).cost_usd == 0.25


async def test_a_server_of_ones_own_needs_no_key(server: OpenAiServer, make: Make) -> None:
    server.script(says("Yes."))
    assert (await reply(make(key=None))).text == "Yes."


async def test_a_model_that_takes_no_tools_is_refused_before_the_call(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    with pytest.raises(Permanent, match="cannot use tools"):
        await reply(model, request("ollama/llama3"))
    assert server.requests == []


async def test_check_says_how_a_call_went(server: OpenAiServer, model: LiteLlmModel) -> None:
    server.script(says("ready"))
    sentence = await model.check("openai/gpt-4.1")
    assert sentence.startswith("openai/gpt-4.1 answered in 0.")
    assert sentence.endswith("(18 tokens).")
    assert (await server.request()).body["max_tokens"] == 16


async def test_warming_up_needs_nobody(make: Make, server: OpenAiServer) -> None:
    await make().warm_up()
    assert server.requests == []
