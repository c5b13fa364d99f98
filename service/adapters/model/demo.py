"""The offline demo model as a provider of litellm, so that it takes production's path."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import httpx

from service.adapters.model import demo_scenarios
from service.adapters.model.demo_story import SYSTEM, Messages, Step, call_id, read
from service.adapters.model.environment import CustomLLM, litellm
from service.domain import demo
from service.ports.clock import Clock

PACE = 0.03
WINDOW = 128_000
_LIMIT_SECONDS = 8.0
_RETRY_AFTER = 4.0
_FORGET_SECONDS = 2 * _LIMIT_SECONDS
_SILENT_SECONDS = 3600.0
_REMEMBERED = 100
_ARGUMENT_PIECE = 24
_SUMMARY = "Goal: the scripted demo. Next step: go on with the script."
_CHARACTERS_PER_TOKEN = 4


class Gate:
    """A rate limit as a real provider has one: closed for some seconds from the first call.

    Two refusals and a pass for whoever comes back when told to. It lives in memory: a new
    worker starts with a closed gate again, which costs the same few seconds once more.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed_at: float | None = None

    def seconds_left(self) -> float:
        """Return how long the caller has to wait, 0 if it may pass."""
        now = self._clock.monotonic()
        if self._closed_at is None or now >= self._closed_at + _FORGET_SECONDS:
            self._closed_at = now
        return max(0.0, min(_RETRY_AFTER, self._closed_at + _LIMIT_SECONDS - now))


class DemoProvider(CustomLLM):
    """Looks at the messages only and streams the next step of the script they belong to."""

    def __init__(self, clock: Clock, pace: float) -> None:
        super().__init__()
        self._clock = clock
        self._pace = pace
        self._gate = Gate(clock)
        self._fell_silent: deque[str] = deque(maxlen=_REMEMBERED)

    async def acompletion(self, *_: Any, **call: Any) -> Any:
        """Return the next step as a whole."""
        messages: Messages = call["messages"]
        number, step = self._next(messages, call["optional_params"])
        response = call["model_response"]
        response.choices[0].message = litellm.Message(
            content=step.text, tool_calls=_tool_calls(messages, number, step) or None
        )
        response.choices[0].finish_reason = "tool_calls" if step.calls else "stop"
        response.usage = litellm.Usage(**_usage(messages, step))
        return response

    async def astreaming(  # type: ignore[override]  # litellm's is no generator, but used as one
        self, *_: Any, **call: Any
    ) -> AsyncIterator[Any]:
        """Stream the next step at the pace of somebody who writes."""
        messages: Messages = call["messages"]
        number, step = self._next(messages, call["optional_params"])
        for text in _words(step.text):
            await self._pause(self._pace * step.slower)
            yield _chunk(text=text)
        if step.silent:
            await self._fall_silent(call_id(number, 0, messages))
        for place, each in enumerate(_tool_calls(messages, number, step)):
            function = each["function"]
            opening = {**each, "index": place, "function": {**function, "arguments": ""}}
            yield _chunk(tool_use=opening)
            for piece in _pieces(function["arguments"]):
                await self._pause(self._pace)
                yield _chunk(tool_use=_fragment(place, piece))
        finish = "tool_calls" if step.calls else "stop"
        yield _chunk(is_finished=True, finish_reason=finish, usage=_usage(messages, step))

    async def _fall_silent(self, call: str) -> None:
        """Send nothing more, unless this was asked before."""
        if call not in self._fell_silent:
            self._fell_silent.append(call)
            await self._clock.sleep(_SILENT_SECONDS)

    async def _pause(self, seconds: float) -> None:
        if seconds:
            await self._clock.sleep(seconds)
        else:
            await asyncio.sleep(0)  # lets a cancellation in, and others run

    def _next(self, messages: Messages, options: Mapping[str, Any]) -> tuple[int, Step]:
        """Return the number of the step that is due, and the step."""
        if not options.get("tools"):  # a summary of the session, or a check of the connection
            asked = str(messages[-1].get("content"))
            summary = asked.startswith(SYSTEM)
            return 0, Step(_SUMMARY if summary else demo_scenarios.explanation())
        story = read(messages, tuple(demo_scenarios.SCRIPTS))
        if story.prompt == demo.LIMITED and story.step == 0:
            seconds = self._gate.seconds_left()
            if seconds:
                _refuse(seconds)
        return story.step, demo_scenarios.next_step(story)


def register(clock: Clock, pace: float) -> None:
    """Make `demo/…` a provider of litellm, streaming a word each `pace` seconds."""
    litellm.custom_provider_map = [
        *(each for each in litellm.custom_provider_map if each["provider"] != "demo"),
        {"provider": "demo", "custom_handler": DemoProvider(clock, pace)},
    ]


def _refuse(seconds: float) -> NoReturn:
    response = httpx.Response(
        429,
        headers={"retry-after": f"{seconds:.1f}"},
        request=httpx.Request("POST", "https://demo.invalid"),
    )
    raise litellm.exceptions.RateLimitError(
        message="This is the scripted rate limit of the demo model.",
        llm_provider="demo",
        model="demo",
        response=response,
    )


def _tool_calls(messages: Messages, number: int, step: Step) -> list[dict[str, Any]]:
    return [
        {
            "id": call_id(number, place, messages),
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments)},
        }
        for place, (name, arguments) in enumerate(step.calls)
    ]


def _chunk(
    *,
    text: str = "",
    tool_use: Mapping[str, Any] | None = None,
    is_finished: bool = False,
    finish_reason: str = "",
    usage: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    return {
        "text": text,
        "tool_use": tool_use,
        "is_finished": is_finished,
        "finish_reason": finish_reason,
        "index": 0,
        "usage": usage,
    }


def _fragment(place: int, arguments: str) -> dict[str, Any]:
    function = {"name": None, "arguments": arguments}
    return {"id": None, "type": "function", "index": place, "function": function}


def _words(text: str) -> Iterator[str]:
    """Yield the text word by word, each with the space before it."""
    start = 0
    for place in range(1, len(text)):
        if text[place] == " ":
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def _pieces(text: str) -> Sequence[str]:
    return [text[place : place + _ARGUMENT_PIECE] for place in range(0, len(text), _ARGUMENT_PIECE)]


def _usage(messages: Messages, step: Step) -> dict[str, int]:
    read_in = sum(len(str(each.get("content") or "")) for each in messages)
    written = len(step.text) + sum(len(json.dumps(arguments)) for _, arguments in step.calls)
    tokens_in = read_in // _CHARACTERS_PER_TOKEN + 1
    tokens_out = written // _CHARACTERS_PER_TOKEN + 1
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }
