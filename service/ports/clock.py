"""Time, ids and randomness: everything that differs between two runs."""

from typing import Protocol


class Clock(Protocol):
    """What time it is, and waiting for it to be later."""

    def now(self) -> float:
        """Return seconds since 1970, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, from an arbitrary start."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class Ids(Protocol):
    """New ids and secrets."""

    def new(self) -> str:
        """Return a time-ordered id of 22 base62 characters."""
        ...

    def token(self, size: int) -> str:
        """Return `size` characters of unguessable, unambiguous text (no 0, O, 1, I)."""
        ...

    def jitter(self) -> float:
        """Return a random number in [0, 1)."""
        ...
