"""Hints between processes: wake-ups and previews. Lossy; whoever listens also polls."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from service.domain.effects import Signal


class Signals(Protocol):
    """Publish and subscribe, at most once."""

    async def publish(self, signal: Signal) -> None:
        """Raise Temporary if nobody can be reached; the caller logs it and goes on."""
        ...

    def subscribe(self, *kinds: type[Signal]) -> AbstractAsyncContextManager[AsyncIterator[Signal]]:
        """Yield the signals of the kinds while the context is open; silent through an outage."""
        ...

    async def close(self) -> None: ...
