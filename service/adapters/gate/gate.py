"""What every gate does with the rules, wherever it keeps what they know."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import structlog

from service.domain import limits, pacing
from service.domain.errors import Temporary
from service.domain.limits import Allowance, Limit
from service.ports.clock import Clock, Ids
from service.ports.gate import Accepted, Hold, RateGate

T = TypeVar("T")
Rule = Callable[[Limit, float], tuple[Limit, T]]
_log = structlog.get_logger(__name__)

SPREAD = 0.5
"""Of a second: those who ask again do not do so at the same moment."""


class Gate(RateGate, ABC):
    """Applies the rules; `ahead` is by how many seconds the rules' time is before the clock's."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._ahead = 0.0

    @abstractmethod
    async def _known(self, model: str) -> Limit:
        """Return what is known, perhaps a little old. Raises Temporary."""

    @abstractmethod
    async def _change(self, model: str, rule: Rule[T]) -> tuple[Limit, T]:
        """Apply a rule to what is known, at the rules' time, and keep what it makes of that.

        Raises Temporary.
        """

    async def admit(self, model: str, person: str, tokens: int) -> Hold | None:
        def rule(limit: Limit, now: float) -> tuple[Limit, float | None]:
            limit, until = limits.admit(limit, now)
            return (limit, until) if until else pacing.pace(limit, person, tokens, now)

        try:
            limit = await self._known(model)
            after, until = rule(limit, self._now())
            if after is not limit:
                limit, until = await self._change(model, rule)
        except Temporary as error:
            _log.warning("gate_away", model=model, error=str(error))
            return None
        if until is None:
            return None
        at = self._local(until) + self._ids.jitter() * SPREAD
        return Hold(at, _reason(limit, self._now()), self._shown(limit))

    async def look(self, model: str) -> Limit:
        try:
            return self._shown(await self._known(model))
        except Temporary as error:
            _log.warning("gate_away", model=model, error=str(error))
            return Limit(model)

    async def limited(self, model: str, until: float, reason: str) -> Limit:
        def rule(limit: Limit, now: float) -> Limit:
            return limits.limited(limit, now, until + self._ahead, reason)

        return await self._note(model, rule)

    async def failed(self, model: str, started: float, reason: str, wait: float | None) -> Limit:
        def rule(limit: Limit, now: float) -> Limit:
            return limits.failed(limit, now, started + self._ahead, reason, wait)

        return await self._note(model, rule)

    async def answered(self, model: str, started: float, accepted: Accepted) -> None:
        def rule(limit: Limit, now: float) -> Limit:
            limit = limits.answered(limit, now, started + self._ahead)
            requests, tokens = self._shared(accepted.requests), self._shared(accepted.tokens)
            if requests is None and tokens is None:
                return limit
            return pacing.seen(limit, requests, tokens, now)

        await self._note(model, rule)

    async def _note(self, model: str, rule: Callable[[Limit, float], Limit]) -> Limit:
        """Keep what a rule makes of what is known, if that changes anything."""
        try:
            limit = await self._known(model)
            if rule(limit, self._now()) is not limit:
                limit, _ = await self._change(model, lambda limit, now: (rule(limit, now), None))
        except Temporary as error:
            _log.warning("gate_away", model=model, error=str(error))
            return Limit(model)
        return self._shown(limit)

    def _now(self) -> float:
        return self._clock.now() + self._ahead

    def _local(self, at: float) -> float:
        return at - self._ahead

    def _shared(self, allowance: Allowance | None) -> Allowance | None:
        if allowance is None:
            return None
        return replace(allowance, reset_at=allowance.reset_at + self._ahead)

    def _shown(self, limit: Limit) -> Limit:
        """Return it with the times that callers compare, by the clock's time."""
        return replace(limit, since=self._local(limit.since), until=self._local(limit.until))


def _reason(limit: Limit, now: float) -> str:
    provider = limits.provider_of(limit.model)
    if not limit.is_open:
        return limit.reason
    if limit.ramps(now):
        return f"{provider} answers again: calls of {limit.model} come back few at first."
    return f"{provider} has little left for {limit.model}: its calls are spread and shared."
