"""Whether an operator holds work back, known to within a second without asking each time."""

from collections.abc import Sequence

from service.domain.freezes import Freeze, holding
from service.domain.sessions import Session
from service.ports.bundle import Ports

_KNOWN_FOR = 1.0


class Brake:
    """What one process knows of freezes."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._freezes: Sequence[Freeze] = ()
        self._read_at = float("-inf")

    async def on(self, session: Session) -> Freeze | None:
        """Return by what an operator holds the session back."""
        now = self._ports.clock.monotonic()
        if now - self._read_at >= _KNOWN_FOR:
            self._freezes = await self._ports.store.read(lambda reads: reads.freezes())
            self._read_at = now
        return holding(self._freezes, session.pool, session.owner_id)
