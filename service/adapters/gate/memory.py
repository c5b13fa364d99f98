"""A gate of one process alone, which forgets with it."""

from service.adapters.gate.gate import Gate, Rule, T
from service.domain.limits import Limit
from service.ports.clock import Clock, Ids


class MemoryGate(Gate):
    """Keeps what is known in memory, for what calls models without a store."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        super().__init__(clock, ids)
        self._limits: dict[str, Limit] = {}

    async def _known(self, model: str) -> Limit:
        return self._limits.get(model, Limit(model))

    async def _change(self, model: str, rule: Rule[T]) -> tuple[Limit, T]:
        limit, result = rule(await self._known(model), self._now())
        self._limits[model] = limit
        return limit, result
