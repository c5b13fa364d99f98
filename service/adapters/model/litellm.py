"""The `Model` port over litellm: one call, streamed, timed, priced; never tried again."""

import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from service.adapters.model import allowances, demo, errors, pricing
from service.adapters.model.environment import close_clients, litellm
from service.adapters.model.messages import as_messages, as_tools
from service.adapters.model.naming import DEMO_MODEL, Names, provider_of
from service.adapters.model.patience import Patience
from service.adapters.model.streaming import Assembly, is_complete
from service.domain.errors import Permanent, Temporary
from service.domain.events import Reply
from service.ports.clock import Clock
from service.ports.model import Model, ModelMessage, ModelRequest, Piece, ToolSpec

Lookup = Callable[[str], Awaitable[str | None]]
"""Finds something by a provider's name; None where litellm's own default is to be used."""

# DeepSeek thinks unless told not to, and then wants its thoughts back with each tool
# result; a reply does not carry them.
_OPTIONS: Mapping[str, Mapping[str, Any]] = {"deepseek": {"thinking": {"type": "disabled"}}}
_CHECK_TOKENS = 16  # the least that every provider takes


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a call may take, in seconds; past it, it failed as if its provider were down.

    `first_token` is long because large models think before they write.
    """

    connect: float = 10.0
    first_token: float = 120.0
    between_tokens: float = 90.0
    total: float = 600.0


@dataclass(frozen=True, slots=True)
class _Call:
    """One call under way; `started` is in the clock's monotonic seconds."""

    request: ModelRequest
    provider: str
    key: str | None
    started: float


class LiteLlmModel(Model):
    """Calls any model that litellm knows, the offline demo among them.

    One per process: litellm keeps its clients and the demo's registration globally.
    `key_of` returns the key that was typed into the page, `base_of` another address for a
    provider; both are asked before each call, so that a change needs no restart.
    """

    def __init__(
        self,
        clock: Clock,
        aliases: Mapping[str, Sequence[str]],
        key_of: Lookup,
        *,
        base_of: Lookup | None = None,
        timeouts: Timeouts | None = None,
        demo_pace: float = demo.PACE,
        demo_window: int = demo.WINDOW,
    ) -> None:
        self._clock = clock
        self._names = Names(aliases)
        self._key_of = key_of
        self._base_of = base_of
        self._timeouts = timeouts or Timeouts()
        self._demo_window = demo_window
        demo.register(clock, demo_pace)

    def candidates(self, alias: str) -> Sequence[str]:
        return self._names.candidates(alias)

    def window(self, model: str) -> int:
        return self._demo_window if model == DEMO_MODEL else pricing.window(model)

    def price(self, model: str, tokens_in: int, tokens_out: int) -> float:
        return pricing.price(model, tokens_in, tokens_out)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        provider = provider_of(request.model)
        key = await self._key_of(provider)
        arguments = await self._arguments(request, provider, key)
        call = _Call(request, provider, key, self._clock.monotonic())
        assembly = Assembly()
        first_token: float | None = None
        reply: Reply | None
        try:
            async with Patience(self._clock) as patience:
                stream = await patience.until(
                    self._deadline(call, alive=False), litellm.acompletion(**arguments)
                )
                try:
                    if (left := allowances.accepted(stream, self._clock.now())) is not None:
                        yield left
                    while True:
                        deadline = self._deadline(call, alive=assembly.alive)
                        chunk = await patience.until(deadline, anext(stream, None))
                        if chunk is None:
                            break
                        text = assembly.take(chunk)
                        if first_token is None and assembly.alive:
                            first_token = self._clock.monotonic() - call.started
                        if assembly.moved:
                            yield text
                        if assembly.usage is not None and is_complete(stream):
                            # That came last. Litellm would go on to put the reply together once
                            # more, for logs that nobody keeps.
                            break
                    complete = is_complete(stream)
                finally:
                    await stream.aclose()
        except Exception as error:
            reply = self._refused(call, error)
        else:
            reply = self._reply(call, assembly, first_token) if complete else None
        if reply is None:
            raise Temporary(f"{provider} cut the reply of {request.model} short.", source=provider)
        yield reply

    async def check(self, model: str) -> str:
        """Call the model for a few tokens and return a sentence on how that went.

        Raises what `stream` raises.
        """
        messages = (ModelMessage("user", "Reply with the word: ready"),)
        async for piece in self.stream(ModelRequest(model, messages, (), _CHECK_TOKENS)):
            if isinstance(piece, Reply):
                tokens = piece.tokens_in + piece.tokens_out
                return f"{model} answered in {piece.seconds:.1f} s ({tokens} tokens)."
        raise Temporary(f"{model} ended its stream without a reply.")

    async def warm_up(self) -> None:
        """Pay for what only the first calls of a process cost; needs no network.

        A call to an address where nobody listens loads what every provider's needs; the
        demo is asked only where it is all there is, because it loads a tokenizer of 40 MB.
        """
        shared = {
            "messages": as_messages([ModelMessage("user", "Are you there?")]),
            "tools": as_tools([ToolSpec("warm_up", "", {"type": "object", "properties": {}})]),
        }
        if self._names.only_demo:
            await litellm.acompletion(model=DEMO_MODEL, **shared)
            return
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            with suppress(litellm.exceptions.InternalServerError):
                await litellm.acompletion(
                    model="openai/warm-up",
                    api_base=f"http://127.0.0.1:{nobody.getsockname()[1]}/v1",
                    api_key="none",
                    stream=True,
                    max_retries=0,
                    **shared,
                )

    async def close(self) -> None:
        """Close the connections that litellm keeps open."""
        await close_clients()

    async def _arguments(
        self, request: ModelRequest, provider: str, key: str | None
    ) -> dict[str, Any]:
        if request.tools and not _takes_tools(request.model, provider):
            raise Permanent(f"{request.model} cannot use tools. Choose another model.")
        arguments: dict[str, Any] = {
            "model": request.model,
            "messages": as_messages(request.messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": httpx.Timeout(self._timeouts.total, connect=self._timeouts.connect),
            "max_retries": 0,
            "num_retries": 0,
            **_OPTIONS.get(provider, {}),
        }
        if request.tools:
            arguments["tools"] = as_tools(request.tools)
        if request.max_tokens is not None:
            arguments["max_tokens"] = request.max_tokens
        base = await self._base_of(provider) if self._base_of else None
        if base:
            arguments["api_base"] = base
            key = key or "none"  # servers of one's own often want no key, their clients do
        if key:
            arguments["api_key"] = key
        return arguments

    def _deadline(self, call: _Call, *, alive: bool) -> float:
        total = call.started + self._timeouts.total
        if alive:
            return min(self._clock.monotonic() + self._timeouts.between_tokens, total)
        return min(call.started + self._timeouts.first_token, total)

    def _reply(self, call: _Call, assembly: Assembly, first_token: float | None) -> Reply:
        usage, model = assembly.usage, call.request.model
        if usage is None:
            sent = sum(
                len(each.text) + sum(len(made.arguments) for made in each.calls)
                for each in call.request.messages
            )
            tokens_in = pricing.estimate_tokens(sent)
            tokens_out = pricing.estimate_tokens(assembly.size)
            cost = pricing.price(model, tokens_in, tokens_out)
        else:
            tokens_in, tokens_out = usage.prompt_tokens, usage.completion_tokens
            cost = pricing.cost(model, usage)
        return Reply(
            text=assembly.text,
            calls=assembly.calls(),
            finish=assembly.finish(),
            model=model,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost_usd=cost,
            seconds=self._clock.monotonic() - call.started,
            first_token_seconds=first_token,
        )

    def _refused(self, call: _Call, error: Exception) -> Reply:
        """Return what a provider's filter replies; raises heddle's error for any other one."""
        if not errors.is_refusal(errors.unwrapped(error)):
            raise self._translated(call, error) from error
        seconds = self._clock.monotonic() - call.started
        return Reply("", (), "refusal", call.request.model, seconds=seconds)

    def _translated(self, call: _Call, error: Exception) -> Exception:
        if isinstance(error, TimeoutError):
            waited = self._clock.monotonic() - call.started
            whole = waited >= self._timeouts.total
            what = "its reply was not whole" if whole else "nothing more came"
            error = TimeoutError(f"{what} after {waited:.0f} s.")
        failed = errors.Call(call.request.model, call.provider, call.key, self._clock.now())
        return errors.translate(errors.unwrapped(error), failed)


@cache
def _takes_tools(model: str, provider: str) -> bool:
    known = litellm.get_supported_openai_params(model=model, custom_llm_provider=provider)
    return known is None or "tools" in known
