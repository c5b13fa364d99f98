"""The doorbell says that there is work; it may fail, late or for ever, and nothing is lost."""

from typing import Protocol

from service.domain.effects import Ring


class Doorbell(Protocol):
    """Rings the workers of a pool."""

    async def ring(self, ring: Ring) -> None:
        """Raise Temporary if the queue cannot be reached; the caller logs it and goes on."""
        ...

    async def close(self) -> None: ...
