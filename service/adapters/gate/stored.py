"""The gate of all workers: a small table in the store, and a glance at it once a second."""

import asyncio
from collections.abc import Sequence

from service.adapters.gate.gate import Gate, Rule, T
from service.domain.limits import Limit
from service.ports.clock import Clock, Ids
from service.ports.reads import Reads
from service.ports.store import Store, Tx

GLANCE = 1.0
"""Seconds for which what was read counts as known."""


class StoredGate(Gate):
    """Shared through the store's table `limits`; the store's time is the rules' time."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        super().__init__(clock, ids)
        self._store = store
        self._limits: dict[str, Limit] = {}
        self._changed_at: dict[str, float] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def _known(self, model: str) -> Limit:
        if self._clock.monotonic() >= self._read_at + GLANCE:
            await self._glance()
        return self._limits.get(model, Limit(model))

    async def _glance(self) -> None:
        """Read the whole table, which has a row for each model that was ever limited, once for
        all who ask at the same time.
        """
        async with self._reading:
            began = self._clock.monotonic()
            if began < self._read_at + GLANCE:
                return
            now, rows = await self._store.read(_everything)
            self._ahead = now - self._clock.now()
            # What this process changed meanwhile is newer than what was read.
            newer = {name for name, at in self._changed_at.items() if at >= began}
            kept = {name: self._limits[name] for name in newer}
            self._limits = {each.model: each for each in rows} | kept
            self._read_at = began

    async def _change(self, model: str, rule: Rule[T]) -> tuple[Limit, T]:
        def work(tx: Tx) -> tuple[Limit, T]:
            before = tx.limits.lock(model)
            after, result = rule(before, tx.now())
            if after is not before:
                tx.limits.save(after)
            return after, result

        (limit, result), _ = await self._store.run(work)
        self._limits[model] = limit
        self._changed_at[model] = self._clock.monotonic()
        return limit, result


def _everything(reads: Reads) -> tuple[float, Sequence[Limit]]:
    return reads.now(), reads.limits()
