"""Who limits calls of a model, or is down, until when; and how calls come back after that.

All workers share what stands here. A limit or an outage that one call met holds back all
others; when it is over, they come back few at first and more with each answer, so that the
provider is not met by everybody at the same moment.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

DOWN_AFTER = 3
"""Failures in a row, with no answer to anybody in between, that make an outage of them."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 30.0
"""Seconds between two tries while a provider is down: doubled each time, up to the last."""
TRY_BESIDE = 10.0
"""Seconds after which another call is let in although none has been answered: the worker of
the one before may have died."""
RAMP = 10.0
"""Seconds after the first answer in which calls are let in bit by bit."""
AN_ANSWER, A_SECOND = 2, 2.0
"""Calls that each answer, and each second, lets in meanwhile."""
AGAIN = 1.0
"""Seconds after which a call that was not let in asks again."""
ASSUMED_WINDOW = 60.0
"""Seconds until a limit is whole again where the provider does not say."""


class Condition(StrEnum):
    """How a model can be called now."""

    OPEN = "open"
    LIMITED = "limited"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a provider says is left of a limit until `reset_at`, in seconds since 1970."""

    left: int
    reset_at: float


@dataclass(frozen=True, slots=True)
class Limit:
    """A row of `limits`: what is known about calling one concrete model.

    `since` is when the present or last block began, `until` when it is tried again,
    `reason` what the provider said. `marked_at` is when `until` was set: what a call from
    before that meets is no news. `failures` counts those in a row. `opened_at` is when it
    last answered after a block; `admitted` and `answered` count calls since then, or since
    `until` while nobody has been answered.

    `requests_left` and `tokens_left` are what is left until their resets, None where the
    provider does not say; `seen_at` is when it said so. `shares` knows, by person, how
    scarce ones are shared (see `pacing`).
    """

    model: str
    condition: Condition = Condition.OPEN
    since: float = 0.0
    until: float = 0.0
    reason: str = ""
    marked_at: float = 0.0
    failures: int = 0
    opened_at: float = 0.0
    admitted: int = 0
    answered: int = 0
    seen_at: float = 0.0
    requests_left: int | None = None
    requests_reset: float = 0.0
    tokens_left: int | None = None
    tokens_reset: float = 0.0
    shares: dict[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether neither a limit nor an outage is known."""
        return self.condition is Condition.OPEN

    def ramps(self, now: float) -> bool:
        """Tell whether calls come back bit by bit."""
        return self.is_open and now < self.opened_at + RAMP


def provider_of(model: str) -> str:
    """Return who provides a concrete model, as its name says."""
    return model.partition("/")[0]


def limited(limit: Limit, now: float, until: float, reason: str) -> Limit:
    """A call was refused by a rate limit that asks to wait until then."""
    already = limit.condition is Condition.LIMITED
    return replace(
        limit,
        condition=Condition.LIMITED,
        since=limit.since if already else now,
        until=max(until, limit.until) if already else until,
        reason=reason,
        marked_at=now,
        failures=0,
        opened_at=0.0,
        admitted=0,
        answered=0,
    )


def failed(limit: Limit, now: float, started: float, reason: str, wait: float | None) -> Limit:
    """A call that started then failed as calls of a provider do that is down.

    `wait` is how long the provider asks to wait, in seconds, if it does. The third failure
    in a row makes an outage, which a limit is none of.
    """
    if limit.condition is Condition.LIMITED or _is_old(limit, started):
        return limit
    failures = limit.failures + 1
    since = now if failures == 1 else limit.since
    if failures < DOWN_AFTER:
        return replace(limit, failures=failures, since=since)
    pause = min(FIRST_PAUSE * 2.0 ** min(failures - DOWN_AFTER, 10), LONGEST_PAUSE)
    return replace(
        limit,
        condition=Condition.DOWN,
        since=since,
        until=now + max(pause, wait or 0.0),
        reason=reason,
        marked_at=now,
        failures=failures,
        opened_at=0.0,
        admitted=0,
        answered=0,
    )


def answered(limit: Limit, now: float, started: float) -> Limit:
    """The provider took a call that started then."""
    if limit.is_open:
        counted = limit.answered + 1 if limit.ramps(now) else limit.answered
        if counted == limit.answered and not limit.failures:
            return limit
        return replace(limit, failures=0, answered=counted)
    if _is_old(limit, started):
        return limit
    return replace(
        limit, condition=Condition.OPEN, failures=0, reason="", opened_at=now, answered=1
    )


def _is_old(limit: Limit, started: float) -> bool:
    return not limit.is_open and started < limit.marked_at


def admit(limit: Limit, now: float) -> tuple[Limit, float | None]:
    """Let a call in, or return when to ask again: while blocked, and after it few at first."""
    if limit.is_open and not limit.ramps(now):
        return limit, None
    if not limit.is_open and now < limit.until:
        return limit, limit.until
    if limit.is_open:
        room = 1 + AN_ANSWER * limit.answered + int((now - limit.opened_at) * A_SECOND)
    else:
        room = 1 + int((now - limit.until) / TRY_BESIDE)
    if limit.admitted < room:
        return replace(limit, admitted=limit.admitted + 1), None
    return limit, now + AGAIN


def released(limit: Limit, now: float) -> Limit:
    """Somebody wants it tried at once, and not only when its time has come."""
    if limit.is_open or limit.until <= now:
        return limit
    return replace(limit, until=now, admitted=0)
