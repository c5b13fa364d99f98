"""What a worker learns of how long calls take, kept in the store in batches."""

from collections import Counter
from collections.abc import Mapping, Sequence

import structlog

from service.domain.errors import Temporary
from service.domain.paces import Pace, bucket, with_times
from service.ports.bundle import Ports
from service.ports.store import Tx

KEEP_EVERY = 10.0
"""Seconds between two batches of a worker."""
MOST = 500
"""Paces that are remembered; of more, those go that changed longest ago."""
_log = structlog.get_logger(__name__)


class PaceBook:
    """What this worker knows, and the times that it saw since they were kept last."""

    def __init__(self) -> None:
        self._known: Mapping[str, Pace] = {}
        self._fresh: dict[str, Counter[str]] = {}

    def of(self, name: str) -> Pace:
        """Return what is known; an empty pace where that is nothing."""
        return self._known.get(name) or Pace(name)

    def saw(self, name: str, seconds: float) -> None:
        """Something took that long, and ended well."""
        self._fresh.setdefault(name, Counter())[bucket(seconds)] += 1

    async def keep(self, ports: Ports) -> None:
        """Add what was seen to what all workers know, and take over what they saw."""
        seen, self._fresh = self._fresh, {}

        def work(tx: Tx) -> Sequence[Pace]:
            for name in sorted(seen):
                times = {each: float(count) for each, count in seen[name].items()}
                tx.paces.save(with_times(tx.paces.lock(name), times, tx.now()))
            found = tx.paces.all()
            tx.paces.forget([each.name for each in found[MOST:]])
            return found[:MOST]

        try:
            found, _ = await ports.store.run(work)
        except Temporary as error:
            _log.warning("paces_not_kept", error=str(error))
            for name, times in seen.items():
                self._fresh.setdefault(name, Counter()).update(times)
            return
        self._known = {each.name: each for each in found}

    @property
    def has_news(self) -> bool:
        """Whether anything was seen that is not kept yet."""
        return bool(self._fresh)
