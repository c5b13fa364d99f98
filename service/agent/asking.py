"""Asking a model until it answers: fallbacks, and waits that people can see and cancel.

Waiting never happens inside a call. Each wait is announced with its reason and its end,
so that a session is never silently limited.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from service.agent.context import estimate_tokens
from service.domain.budgets import Usage
from service.domain.errors import ContextOverflow, Permanent, Temporary
from service.domain.events import Reply
from service.domain.policy import Policy
from service.ports.clock import Clock, Ids
from service.ports.model import Model, ModelMessage, ModelRequest, ToolSpec
from service.ports.telemetry import Telemetry


@dataclass(slots=True)
class Meter:
    """Adds up what calls used, also those that were cut or cancelled, until it is recorded."""

    usage: Usage = field(default_factory=Usage)

    def add(self, usage: Usage) -> None:
        """Add to what was used."""
        self.usage = self.usage.plus(usage)

    def drain(self) -> Usage:
        """Return what was used since the last drain, and start again at zero."""
        used, self.usage = self.usage, Usage()
        return used


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom to tell while a model is asked.

    `on_text` gets the text of this step so far. `wait` gets a reason and the time it ends;
    it returns when the wait is over, and raises when the turn must not go on.
    """

    on_text: Callable[[str], Awaitable[None]]
    wait: Callable[[str, float], Awaitable[None]]


@dataclass(slots=True)
class Asking:
    """One question to a model, through its fallbacks and waits; `max_tokens` bounds the reply."""

    model: Model
    clock: Clock
    ids: Ids
    policy: Policy
    telemetry: Telemetry
    meter: Meter
    listener: Listener
    max_tokens: int | None = None
    _blocked: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _reasons: dict[str, str] = field(default_factory=dict)
    _waited: float = 0.0

    async def ask(
        self,
        names: Sequence[str],
        messages: Sequence[ModelMessage],
        tools: Sequence[ToolSpec],
    ) -> Reply:
        """Return the first whole reply of the models in `names`, the preferred first.

        Raises ContextOverflow, Permanent when no model is left to ask, and whatever
        `listener.wait` raises.
        """
        left = list(names)
        while True:
            name = await self._free(left)
            try:
                return await self._call(ModelRequest(name, messages, tools, self.max_tokens))
            except ContextOverflow:
                raise
            except Permanent as error:
                failed = error
            except Temporary as error:
                given_up = self._block(name, error)
                if given_up is None:
                    continue
                failed = given_up
            left.remove(name)
            if not left:
                raise failed

    async def _free(self, names: Sequence[str]) -> str:
        """Return the first model that may be asked now, after waiting if none may."""
        while True:
            now = self.clock.now()
            for name in names:
                if self._blocked.get(name, 0.0) <= now:
                    return name
            name = min(names, key=lambda each: self._blocked[each])
            until = self._blocked[name]
            self._waited += until - now
            await self.listener.wait(self._reasons[name], until)

    def _block(self, name: str, error: Temporary) -> Permanent | None:
        """Note until when the model is not asked; return why if it is not asked again."""
        failures = self._failures[name] = self._failures.get(name, 0) + 1
        if not error.limited and failures >= self.policy.model_attempts:
            return _given_up(f"{error} Tried {failures} times; retry when it is back.", error)
        backoff = min(
            self.policy.model_backoff * 2.0 ** (failures - 1),
            self.policy.model_backoff_max,
        )
        delay = max(backoff, error.retry_after or 0.0)
        delay += self.ids.jitter() * min(0.25 * delay, 1.0)
        if self._waited + delay > self.policy.model_wait_max:
            minutes = delay / 60
            return _given_up(f"{error} It asks to wait {minutes:.0f} min; retry later.", error)
        self._blocked[name] = self.clock.now() + delay
        self._reasons[name] = str(error)
        return None

    async def _call(self, request: ModelRequest) -> Reply:
        text = ""
        started = self.clock.monotonic()
        reply: Reply | None = None
        result = "cancelled"
        try:
            # Closed here and now: a cancelled call must not go on streaming, and costing.
            async with aclosing(self.model.stream(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Reply):
                        reply, result = piece, "ok"
                    else:
                        text += piece
                        await self.listener.on_text(text)
        except Temporary as error:
            result = "limited" if error.limited else "failed"
            raise
        except ContextOverflow:
            result = "overflow"
            raise
        except Permanent:
            result = "refused"
            raise
        finally:
            self._charge(request, reply, text, result, self.clock.monotonic() - started)
        if reply is None:
            raise Temporary(f"{request.model} ended its stream without a reply.")
        return reply

    def _charge(
        self,
        request: ModelRequest,
        reply: Reply | None,
        text: str,
        result: str,
        seconds: float,
    ) -> None:
        """Count what the provider will bill: a whole reply, or what a cut one had streamed."""
        usage, first = Usage(seconds=seconds), None
        if reply is not None:
            tokens = reply.tokens_in + reply.tokens_out
            usage, first = Usage(0, tokens, reply.cost_usd, seconds), reply.first_token_seconds
        elif text:
            tokens_in, tokens_out = estimate_tokens(request.messages), len(text) // 4 + 1
            cost = self.model.price(request.model, tokens_in, tokens_out)
            usage = Usage(0, tokens_in + tokens_out, cost, seconds)
        self.meter.add(usage)
        self.telemetry.model_called(request.model, result, usage, first)


def _given_up(text: str, cause: Temporary) -> Permanent:
    error = Permanent(text)
    error.__cause__ = cause
    return error
