"""Asking a model until it answers: fallbacks, and waits that people can see and cancel.

Waiting never happens inside a call. Each wait is announced with its reason and its end,
so that a session is never silently limited.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, aclosing, contextmanager
from dataclasses import dataclass, field

from service.agent.context import estimate_tokens
from service.domain.budgets import Usage
from service.domain.errors import ContextOverflow, Permanent, Temporary
from service.domain.events import Reply
from service.domain.limits import Condition, Limit
from service.domain.policy import Policy
from service.ports.clock import Clock, Ids
from service.ports.gate import Accepted, Hold, RateGate
from service.ports.model import Model, ModelMessage, ModelRequest, ToolSpec
from service.ports.telemetry import Telemetry

ASSUMED_REPLY = 500
"""Tokens that a reply is assumed to take of a provider's limit, where none bounds it."""


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
class Pause:
    """Why nobody is asked until `until`, and what is known about who holds the call back.

    `limit` is that of the model that is free first; of a model that only this question may
    not ask yet, after a failure of its own, it is an open one. `names` are those of its models that
    a limit or an outage holds back.
    """

    reason: str
    until: float
    limit: Limit
    names: Sequence[str]


@contextmanager
def unwatched(model: str) -> Iterator[Callable[[], None]]:  # noqa: ARG001 - nobody wants to know
    """Let a call last as long as it lasts."""
    yield lambda: None


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom to tell while a model is asked.

    `on_text` gets the text of this step so far. `wait` returns when the pause is over, and
    whether it ended early because the model may be called again; it raises when the turn must
    not go on. `watch` is entered with its model for as long as a call lasts, and gives what is
    called at each sign of life.
    """

    on_text: Callable[[str], Awaitable[None]]
    wait: Callable[[Pause], Awaitable[bool]]
    watch: Callable[[str], AbstractContextManager[Callable[[], None]]] = unwatched


@dataclass(slots=True)
class Asking:
    """One question to a model, through its fallbacks and waits; `max_tokens` bounds the reply.

    The gate knows what other calls met: no failure is counted for what it holds back. What is
    scarce is shared by `person`.
    """

    model: Model
    gate: RateGate
    clock: Clock
    ids: Ids
    policy: Policy
    telemetry: Telemetry
    meter: Meter
    listener: Listener
    person: str = ""
    max_tokens: int | None = None
    _blocked: dict[str, Hold] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
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
        left, size = list(names), estimate_tokens(messages) + (self.max_tokens or ASSUMED_REPLY)
        while True:
            name = await self._free(left, size)
            if name != names[0]:
                self.telemetry.fell_back(names[0], name)
            started = self.clock.now()
            try:
                request = ModelRequest(name, messages, tools, self.max_tokens)
                return await self._call(request, started)
            except ContextOverflow:
                raise
            except Permanent as error:
                failed = error
            except Temporary as error:
                given_up = await self._block(name, started, error)
                if given_up is None:
                    continue
                failed = given_up
            left.remove(name)
            if not left:
                raise failed

    async def _free(self, names: Sequence[str], size: int) -> str:
        """Return the first model that may be asked now, after waiting if none may.

        Raises Permanent if that would take too long.
        """
        while True:
            holds: list[Hold] = []
            for name in names:
                hold = await self._held(name, size)
                if hold is None:
                    return name
                holds.append(hold)
            first = min(holds, key=lambda each: each.until)
            self._check(first)
            before = self.clock.now()
            blocked = [each.limit.model for each in holds if not each.limit.is_open]
            pause = Pause(first.reason, first.until, first.limit, blocked)
            if await self.listener.wait(pause):
                for name in blocked:
                    self._blocked.pop(name, None)
            waited = self.clock.now() - before
            self._waited += waited
            self.telemetry.waited(first.limit.model, first.limit.condition, waited)

    async def _held(self, name: str, size: int) -> Hold | None:
        own = self._blocked.get(name)
        if own is not None and own.until > self.clock.now():
            return own
        return await self.gate.admit(name, self.person, size)

    def _check(self, hold: Hold) -> None:
        """Raise Permanent if the wait would be too long; then all the others' are, too."""
        wait = hold.until - self.clock.now()
        if self._waited + wait <= self.policy.model_wait_max:
            return
        if hold.limit.condition is Condition.DOWN:
            minutes = self._waited / 60
            raise Permanent(f"{hold.reason} Waited {minutes:.0f} min; retry when it is back.")
        raise Permanent(f"{hold.reason} It asks to wait {wait / 60:.0f} min; retry later.")

    async def _block(self, name: str, started: float, error: Temporary) -> Permanent | None:
        """Note until when the model is not asked; return why if it is not asked again.

        While its provider is down for everybody, no attempt of this question is used up.
        """
        failures = self._failures.get(name, 0) + 1
        delay = self._delay(failures, error)
        until, reason = self.clock.now() + delay, str(error)
        if error.limited:
            self.telemetry.limit_hit(name)
            limit = await self.gate.limited(name, until, reason)
        else:
            limit = await self.gate.failed(name, started, reason, error.retry_after)
            if limit.condition is Condition.DOWN:
                return None
            if failures >= self.policy.model_attempts:
                return _given_up(f"{error} Tried {failures} times; retry when it is back.", error)
        if self._waited + delay > self.policy.model_wait_max:
            minutes = delay / 60
            return _given_up(f"{error} It asks to wait {minutes:.0f} min; retry later.", error)
        self._failures[name] = failures
        self._blocked[name] = Hold(until, reason, limit)
        return None

    def _delay(self, failures: int, error: Temporary) -> float:
        backoff = min(
            self.policy.model_backoff * 2.0 ** (failures - 1),
            self.policy.model_backoff_max,
        )
        delay = max(backoff, error.retry_after or 0.0)
        return delay + self.ids.jitter() * min(0.25 * delay, 1.0)

    async def _call(self, request: ModelRequest, began: float) -> Reply:
        with self.listener.watch(request.model) as lives:
            return await self._stream(request, began, lives)

    async def _stream(
        self, request: ModelRequest, began: float, lives: Callable[[], None]
    ) -> Reply:
        text = ""
        started = self.clock.monotonic()
        reply: Reply | None = None
        result, taken = "cancelled", False
        try:
            # Closed here and now: a cancelled call must not go on streaming, and costing.
            async with aclosing(self.model.stream(request)) as pieces:
                async for piece in pieces:
                    if not taken:
                        taken = True
                        await self._taken(request.model, began, piece)
                    if isinstance(piece, Accepted):
                        continue
                    lives()
                    if isinstance(piece, Reply):
                        reply, result = piece, "ok"
                    elif piece:
                        text += piece
                        await self.listener.on_text(text)
        except Temporary as error:
            result = "limited" if error.limited else "failed"
            raise
        except Permanent as error:
            result = "overflow" if isinstance(error, ContextOverflow) else "refused"
            await self.gate.answered(request.model, began, Accepted())
            raise
        finally:
            self._charge(request, reply, text, result, self.clock.monotonic() - started)
        if reply is None:
            raise Temporary(f"{request.model} ended its stream without a reply.")
        return reply

    async def _taken(self, name: str, began: float, piece: str | Accepted | Reply) -> None:
        """The provider takes the call, and perhaps says what is left: let others know."""
        accepted = piece if isinstance(piece, Accepted) else Accepted()
        await self.gate.answered(name, began, accepted)

    def _charge(
        self,
        request: ModelRequest,
        reply: Reply | None,
        text: str,
        result: str,
        seconds: float,
    ) -> None:
        """Count what the provider will bill: a whole reply, or what a cut one had streamed."""
        usage, first, tokens_in = Usage(seconds=seconds), None, 0
        if reply is not None:
            tokens_in, tokens = reply.tokens_in, reply.tokens_in + reply.tokens_out
            usage, first = Usage(0, tokens, reply.cost_usd, seconds), reply.first_token_seconds
        elif text:
            tokens_in, tokens_out = estimate_tokens(request.messages), len(text) // 4 + 1
            cost = self.model.price(request.model, tokens_in, tokens_out)
            usage = Usage(0, tokens_in + tokens_out, cost, seconds)
        self.meter.add(usage)
        self.telemetry.model_called(request.model, result, usage, first, tokens_in)


def _given_up(text: str, cause: Temporary) -> Permanent:
    error = Permanent(text)
    error.__cause__ = cause
    return error
