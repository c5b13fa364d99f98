"""The numbers of the whole deployment, told by one process of all, so that sums are right."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from service.domain.errors import HeddleError
from service.domain.freezes import Freeze
from service.domain.limits import Limit
from service.domain.policy import Policy
from service.domain.workers import Worker
from service.ports.census import AtRest, Census, Slice
from service.ports.clock import Clock
from service.ports.reads import Reads
from service.ports.store import Store
from service.ports.telemetry import Telemetry

FRESH = 5.0
"""Seconds for which a count is shown again instead of counting anew."""
PATIENCE = 5.0
"""Seconds that counting may take; whoever asked gets an answer without it then."""
FIRST = 2.0
"""Seconds for which the first count looks at all sessions at rest, part by part; what is live is
not held up by more than that."""
SLICE = 20_000
"""Sessions at rest that are counted at once; of more, each count looks at the next ones."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the deployment holds at `now`, the store's time. `at_rest` is None until all sessions
    at rest were counted once.
    """

    now: float
    census: Census
    at_rest: Sequence[AtRest] | None
    limits: Sequence[Limit]
    workers: Sequence[Worker]
    freezes: Sequence[Freeze] = ()


class Counting:
    """Counts for one process as long as it `leads`, not more often than every few seconds."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        policy: Policy,
        telemetry: Telemetry,
        leads: Callable[[], bool],
        size: int = SLICE,
    ) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._telemetry = telemetry
        self.leads = leads
        self._size = size
        self._counting = asyncio.Lock()
        self._known: Whole | None = None
        self._known_at = float("-inf")
        self._at_rest: list[AtRest] | None = None
        self._found: list[AtRest] = []
        self._after = 0
        self._failed = False

    async def whole(self) -> Whole | None:
        """Return the numbers; None if this process does not lead or the store is away."""
        if not self.leads():
            self._forget()
            return None
        async with self._counting:
            if self._clock.monotonic() >= self._known_at + FRESH:
                await self._count()
        return self._known if self.leads() else None

    def _forget(self) -> None:
        self._known, self._known_at = None, float("-inf")
        self._at_rest, self._found, self._after = None, [], 0

    async def _count(self) -> None:
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                whole, found = await self._store.read(self._everything)
                self._take(found)
                while self._at_rest is None and self._clock.monotonic() < began + FIRST:
                    self._take(await self._store.read(self._slice))
        except (HeddleError, TimeoutError) as error:
            if not self._failed:
                _log.warning("count_failed", error=str(error) or "it took too long")
            self._telemetry.count_failed()
            self._known, self._failed = None, True
        else:
            self._known, self._failed = replace(whole, at_rest=self._at_rest), False
        self._known_at = began

    def _everything(self, reads: Reads) -> tuple[Whole, Slice]:
        census = reads.census(self._policy.cap, self._policy.cap_max)
        known = reads.limits(), reads.workers(), reads.freezes()
        whole = Whole(reads.now(), census, None, *known)
        return whole, self._slice(reads)

    def _slice(self, reads: Reads) -> Slice:
        return reads.at_rest(self._after, self._size)

    def _take(self, found: Slice) -> None:
        """Add what was found; after the last session the count is whole, and begins anew."""
        self._found = _added(self._found, found.at_rest)
        self._after = found.upto or 0
        if found.upto is None:
            self._at_rest, self._found = self._found, []


def _added(known: Sequence[AtRest], more: Sequence[AtRest]) -> list[AtRest]:
    counts = {(each.state, each.channel, each.pool): each.count for each in known}
    for each in more:
        key = (each.state, each.channel, each.pool)
        counts[key] = counts.get(key, 0) + each.count
    return [AtRest(*key, count) for key, count in counts.items()]
