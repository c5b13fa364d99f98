"""Each way a provider fails, and which of our errors it becomes."""

import asyncio
from contextlib import aclosing
from typing import Any, TypeVar, cast

import pytest

from service.adapters.model.litellm import LiteLlmModel, Timeouts
from service.domain.errors import ContextOverflow, HeddleError, Permanent, Temporary
from service.domain.events import Reply
from tests.adapters.model.asking import reply, request
from tests.adapters.model.conftest import Make
from tests.fakes.clock import FakeClock
from tests.servers.openai import Behaviour, Exchange, OpenAiServer
from tests.servers.openai_replies import (
    answers,
    cut_after,
    ends_early,
    fails,
    hangs,
    hangs_after,
    says,
    slowly,
    streams,
)

E = TypeVar("E", bound=HeddleError)
TIMES = Timeouts(connect=5.0, first_token=60.0, between_tokens=30.0, total=100.0)


async def failure(kind: type[E], model: LiteLlmModel, name: str = "") -> E:
    with pytest.raises(kind) as caught:
        await reply(model, request(name or "openai/gpt-4.1"))
    assert type(caught.value) is kind
    return caught.value


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(fails(500), id="500"),
        pytest.param(answers(502, "<html><h1>Bad</h1></html>"), id="502 in HTML"),
        pytest.param(fails(503), id="503"),
        pytest.param(fails(529, "overloaded"), id="529"),
        pytest.param(fails(408), id="408"),
        pytest.param(fails(409), id="409"),
        pytest.param(cut_after("so "), id="connection dropped"),
        pytest.param(cut_after(), id="connection dropped before the first token"),
        pytest.param(ends_early("so "), id="no finish reason"),
        pytest.param(ends_early("so ", said_done=True), id="done without a finish reason"),
        pytest.param(says("so", finish="error"), id="an error as finish reason"),
        pytest.param(streams("{no json"), id="no JSON"),
        pytest.param(streams("[1, 2]"), id="a list"),
        pytest.param(streams('{"hello": 1}'), id="another object"),
        pytest.param(streams('{"error": {"message": "overloaded"}}'), id="an error in the stream"),
        pytest.param(answers(200, "<html>hello</html>"), id="a page instead of a stream"),
    ],
)
async def test_what_a_later_try_may_pass_is_temporary_and_tried_once(
    server: OpenAiServer, model: LiteLlmModel, behaviour: Behaviour
) -> None:
    server.script(behaviour)
    error = await failure(Temporary, model)
    assert (error.source, error.limited) == ("openai", False)
    assert "<" not in str(error)
    assert len(server.requests) == 1


async def test_a_server_that_is_not_there_is_temporary(make: Make, server: OpenAiServer) -> None:
    async with OpenAiServer().running() as gone:
        base = gone.base
    error = await failure(Temporary, make(base=base))
    assert (error.source, error.limited) == ("openai", False)


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        ({"retry-after": "7"}, "slow down", 7.0),
        ({"retry-after": "1.5"}, "slow down", 1.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, "slow down", 0.25),
        ({}, "Rate limit reached. Please try again in 2.5s.", 2.5),
        ({}, "slow down", None),
    ],
)
async def test_a_rate_limit_says_how_long(
    server: OpenAiServer,
    model: LiteLlmModel,
    headers: dict[str, str],
    message: str,
    seconds: float | None,
) -> None:
    server.script(fails(429, message, headers=headers))
    error = await failure(Temporary, model)
    assert (error.source, error.limited, error.retry_after) == ("openai", True, seconds)
    assert message in str(error)
    assert len(server.requests) == 1


async def test_a_rate_limit_in_the_middle_of_a_stream_is_one(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(streams('{"error": {"message": "Rate limit reached", "code": 429}}'))
    assert (await failure(Temporary, model)).limited


async def test_an_outage_may_say_how_long(server: OpenAiServer, model: LiteLlmModel) -> None:
    server.script(fails(503, headers={"retry-after": "20"}))
    error = await failure(Temporary, model)
    assert (error.limited, error.retry_after) == (False, 20.0)


@pytest.mark.parametrize(
    "behaviour",
    [
        fails(400, "This model's maximum context length is 8192 tokens.", code="context_length"),
        fails(400, "the request exceeds the maximum number of tokens"),
        fails(413, "prompt is too long: 210000 tokens > 200000 maximum"),
    ],
)
async def test_too_much_context_is_told_apart(
    server: OpenAiServer, model: LiteLlmModel, behaviour: Behaviour
) -> None:
    server.script(behaviour)
    assert "openai/gpt-4.1 cannot take that much" in str(await failure(ContextOverflow, model))


@pytest.mark.parametrize(
    ("behaviour", "next_step"),
    [
        (
            fails(401, "Incorrect API key: sk-secret"),
            "Set OPENAI_API_KEY or type a key into Models",
        ),
        (fails(403, "not for you"), "or choose another model"),
        (fails(404, "no such model"), "Choose another model"),
        (fails(402, "no credit"), "Top it up"),
        (fails(429, "You exceeded your quota", code="insufficient_quota"), "Top it up"),
        (fails(400, "You have reached your specified API usage limits."), "Top it up"),
        (fails(400, "bad"), "Retry with another model"),
        (fails(422, "bad"), "Retry with another model"),
    ],
)
async def test_what_no_retry_helps_is_permanent_and_names_the_next_step(
    server: OpenAiServer, model: LiteLlmModel, behaviour: Behaviour, next_step: str
) -> None:
    server.script(behaviour)
    error = await failure(Permanent, model)
    assert next_step in str(error)
    assert "sk-secret" not in str(error)
    assert error.__cause__ is not None
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("name", "variable"),
    [("openai/gpt-4.1", "OPENAI_API_KEY"), ("anthropic/claude-haiku-4-5", "ANTHROPIC_API_KEY")],
)
async def test_a_key_that_is_missing_is_named(make: Make, name: str, variable: str) -> None:
    error = await failure(Permanent, make(key=None, base=None), name)
    assert f"Set {variable} or type a key into Models on the page" in str(error)


async def test_a_name_without_a_provider_is_permanent(model: LiteLlmModel) -> None:
    assert "provider/model" in str(await failure(Permanent, model, "mystery"))


async def test_a_refused_request_is_a_reply(server: OpenAiServer, model: LiteLlmModel) -> None:
    server.script(fails(400, "against our policy", code="content_policy_violation"))
    whole = await reply(model)
    assert (whole.finish, whole.text, whole.model) == ("refusal", "", "openai/gpt-4.1")


class Reading:
    """A task that reads a model's stream; `got` tells when that many pieces have come."""

    def __init__(self, model: LiteLlmModel, pieces: int) -> None:
        self.got = asyncio.Event()
        self._pieces = pieces
        self.task = asyncio.create_task(self._read(model))

    async def _read(self, model: LiteLlmModel) -> None:
        came = 0
        async for _ in model.stream(request()):
            came += 1
            if came == self._pieces:
                self.got.set()


async def _times_out(
    server: OpenAiServer, make: Make, behaviour: Behaviour, pieces: int, seconds: float
) -> None:
    """Assert that a call is given up after `seconds` of silence, not before, and closed."""
    clock = FakeClock()
    server.script(behaviour)
    reading = Reading(make(clock, timeouts=TIMES), pieces)
    exchange = await server.request()
    if pieces:
        await reading.got.wait()
    clock.advance(seconds - 1)
    for _ in range(20):  # all that time alone could set off
        await asyncio.sleep(0)
    assert not reading.task.done()
    clock.advance(1.5)
    with pytest.raises(Temporary, match="nothing more came after") as caught:
        await reading.task
    assert caught.value.source == "openai"
    await asyncio.wait_for(exchange.gone.wait(), 30)


async def test_a_model_that_never_answers_is_given_up(server: OpenAiServer, make: Make) -> None:
    await _times_out(server, make, hangs, 0, TIMES.first_token)


async def test_a_model_that_opens_a_stream_and_says_nothing_is_given_up(
    server: OpenAiServer, make: Make
) -> None:
    await _times_out(server, make, hangs_after(""), 0, TIMES.first_token)


async def test_a_model_that_falls_silent_is_given_up(server: OpenAiServer, make: Make) -> None:
    await _times_out(server, make, hangs_after("so ", "far"), 2, TIMES.between_tokens)


async def test_a_model_that_dawdles_for_ever_is_given_up(server: OpenAiServer, make: Make) -> None:
    clock = FakeClock()
    next_word = asyncio.Event()
    words = 0

    async def dawdle(exchange: Exchange) -> None:
        await exchange.begin()
        while not exchange.gone.is_set():
            await exchange.chunk({"content": f"word at {clock.monotonic()} "})
            next_word.clear()
            await next_word.wait()

    async def read() -> None:
        nonlocal words
        async for _ in make(clock, timeouts=TIMES).stream(request()):
            words += 1
            clock.advance(TIMES.between_tokens - 5)
            next_word.set()

    server.script(dawdle)
    with pytest.raises(Temporary, match="its reply was not whole after"):
        await read()
    assert words == 4


async def test_a_slow_reader_is_no_slow_model(server: OpenAiServer, make: Make) -> None:
    clock = FakeClock()
    server.script(says("one ", "two "))
    whole: Reply | None = None
    async for piece in make(clock, timeouts=TIMES).stream(request()):
        clock.advance(TIMES.between_tokens + 1)
        await asyncio.sleep(0)
        whole = piece if isinstance(piece, Reply) else None
    assert whole is not None
    assert whole.text == "one two "


async def test_a_slow_model_is_waited_for(server: OpenAiServer, model: LiteLlmModel) -> None:
    server.script(slowly(0.01, "one ", "two"))
    whole = await reply(model)
    assert whole.text == "one two"
    assert whole.first_token_seconds is not None
    assert whole.first_token_seconds < whole.seconds


@pytest.mark.parametrize(
    ("behaviour", "pieces"), [(hangs, 0), (hangs_after(), 0), (hangs_after("so "), 1)]
)
async def test_cancelling_the_reader_closes_the_stream_at_once(
    server: OpenAiServer, model: LiteLlmModel, behaviour: Behaviour, pieces: int
) -> None:
    server.script(behaviour)
    reading = Reading(model, pieces)
    exchange = await server.request()
    if pieces:
        await reading.got.wait()
    reading.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading.task
    await asyncio.wait_for(exchange.gone.wait(), 30)


async def test_leaving_the_stream_closes_it_at_once(
    server: OpenAiServer, model: LiteLlmModel
) -> None:
    server.script(hangs_after("so "))
    async with aclosing(cast(Any, model.stream(request()))) as stream:
        assert await anext(stream) == "so "
    await asyncio.wait_for(server.requests[0].gone.wait(), 30)
