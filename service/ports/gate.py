"""Whether a model may be called now, as all workers know it together."""

from dataclasses import dataclass
from typing import Protocol

from service.domain.limits import Allowance, Limit


@dataclass(frozen=True, slots=True)
class Accepted:
    """A provider took a call; what it says is left of its limits, if it says so."""

    requests: Allowance | None = None
    tokens: Allowance | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A call is not let in before `until`; who holds it back, and since when, stands in `limit`.

    An open limit holds back when little is left, or while calls come back bit by bit.
    """

    until: float
    reason: str
    limit: Limit


class RateGate(Protocol):
    """Shared by all workers, and cheap to ask while nobody limits anything.

    All times are by the clock port. It only advises: while the store is away, calls are let
    in, and what could not be noted is logged; nothing here raises Temporary.
    """

    async def admit(self, model: str, person: str, tokens: int) -> Hold | None:
        """Let in a person's call of about so many tokens, or say until when it is held back."""
        ...

    async def look(self, model: str) -> Limit:
        """Return what is known about the model, at most about a second old."""
        ...

    async def limited(self, model: str, until: float, reason: str) -> Limit:
        """A call met a rate limit that asks to wait until then; return what is known now."""
        ...

    async def failed(self, model: str, started: float, reason: str, wait: float | None) -> Limit:
        """A call that started then failed as if its provider were down; it asks to wait for
        `wait` seconds, if it says so. Return what is known now.
        """
        ...

    async def answered(self, model: str, started: float, accepted: Accepted) -> None:
        """The provider took a call that started then."""
        ...


class Limits(Protocol):
    """What is known about limits and outages of models; locked last, after a turn's row."""

    def lock(self, model: str) -> Limit:
        """Lock the row until the transaction ends; return it, or what holds where nothing is
        known.
        """
        ...

    def save(self, limit: Limit) -> None: ...
