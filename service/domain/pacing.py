"""Sharing what a provider has left, before it says no: by persons, until it is whole again.

With plenty left nobody waits and nothing is written. What is scarce is spread over the time
until its reset, in equal shares for the persons who ask, however many sessions each has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.domain.limits import Allowance, Limit

PLENTY = 20
"""Calls like this one that must be left for nobody to take care."""
ASKING = 60.0
"""Seconds for which a person who asked counts as one who will ask again."""
LONGEST_WINDOW = 120.0
"""Seconds; of a limit that becomes whole later than that nothing is held back: the provider
says better than an estimate when a day's allowance is used up."""
LONGEST_GAP = 30.0
"""Seconds between two calls of a person at most, as long as there is something left."""
STALE = 10.0
"""Seconds after which what a provider said is noted again although little has changed."""
_MATERIAL = 0.25
_SAME_WINDOW = 2.0


@dataclass(frozen=True, slots=True)
class _Share:
    """A person's: when they asked last, may call next and were last let in, and what for."""

    asked_at: float
    next_at: float
    served_at: float
    tokens: int

    @property
    def waits(self) -> bool:
        return self.asked_at > self.served_at


@dataclass(frozen=True, slots=True)
class _Scarce:
    left: int
    reset_at: float
    need: int
    waiting: int
    """What those need who wait, and were let in longer ago than who asks now."""


def pace(limit: Limit, person: str, tokens: int, now: float) -> tuple[Limit, float | None]:
    """Let a call of about so many tokens pass, or return when its person may ask again.

    What passes is taken off what is left. A person who was let in leaves enough for those
    who wait and were let in longer ago; so of two who share, neither starves.
    """
    known = _shares(limit.shares, now)
    own = known.get(person, _Share(now, now, 0.0, tokens))
    others = [each for name, each in known.items() if name != person]
    ahead = [each for each in others if each.waits and each.served_at < own.served_at]
    scarce = list(_scarce(limit, ahead, tokens, now))
    if not scarce:
        return limit, None
    asked = replace(own, asked_at=now, tokens=tokens)
    until = _until(scarce, own, now)
    if until is not None:
        return _noted(limit, {**known, person: asked}), until
    gap = max(_gap(each, 1 + len(others), now) for each in scarce)
    served = replace(asked, served_at=now, next_at=now + gap)
    return _noted(_taken(limit, tokens, now), {**known, person: served}), None


def _scarce(limit: Limit, ahead: list[_Share], tokens: int, now: float) -> Iterator[_Scarce]:
    for left, reset_at, need, waiting in (
        (limit.requests_left, limit.requests_reset, 1, len(ahead)),
        (limit.tokens_left, limit.tokens_reset, tokens, sum(each.tokens for each in ahead)),
    ):
        if left is None or not now < reset_at <= now + LONGEST_WINDOW:
            continue
        if left < PLENTY * max(need, 1):
            yield _Scarce(left, reset_at, need, waiting)


def _until(scarce: list[_Scarce], own: _Share, now: float) -> float | None:
    """Return when to ask again; None if the call may pass."""
    resets = [each.reset_at for each in scarce if each.need + each.waiting > each.left]
    if resets:
        return max(resets)
    last = max(each.reset_at for each in scarce)
    return min(own.next_at, last) if own.next_at > now else None


def _gap(scarce: _Scarce, persons: int, now: float) -> float:
    """Return the seconds that spread a person's equal share over the time until the reset."""
    left = scarce.reset_at - now
    return min(left * scarce.need * persons / max(scarce.left, 1), left, LONGEST_GAP)


def _taken(limit: Limit, tokens: int, now: float) -> Limit:
    requests, room = limit.requests_left, limit.tokens_left
    return replace(
        limit,
        requests_left=requests - 1 if requests and now < limit.requests_reset else requests,
        tokens_left=max(0, room - tokens) if room and now < limit.tokens_reset else room,
    )


def _shares(stored: Mapping[str, Any], now: float) -> dict[str, _Share]:
    found = {name: _Share(*each) for name, each in stored.items()}
    return {name: each for name, each in found.items() if each.asked_at > now - ASKING}


def _noted(limit: Limit, shares: Mapping[str, _Share]) -> Limit:
    stored = {
        name: [each.asked_at, each.next_at, each.served_at, each.tokens]
        for name, each in shares.items()
    }
    return replace(limit, shares=stored)


def seen(limit: Limit, requests: Allowance | None, tokens: Allowance | None, now: float) -> Limit:
    """Note what the provider says is left, where it is news worth writing down.

    Within one window the lower number stands: what was let in meanwhile is counted here
    already, and there only once it has arrived.
    """
    fresh = replace(limit, seen_at=now)
    if requests is not None:
        former = _former(limit.requests_left, limit.requests_reset, requests, now)
        fresh = replace(
            fresh,
            requests_left=min(requests.left, former),
            requests_reset=requests.reset_at,
        )
    if tokens is not None:
        former = _former(limit.tokens_left, limit.tokens_reset, tokens, now)
        fresh = replace(fresh, tokens_left=min(tokens.left, former), tokens_reset=tokens.reset_at)
    return fresh if _is_news(limit, fresh, now) else limit


def _former(left: int | None, reset_at: float, said: Allowance, now: float) -> int:
    same = left is not None and now < reset_at and abs(said.reset_at - reset_at) < _SAME_WINDOW
    return left if same and left is not None else said.left


def _is_news(old: Limit, new: Limit, now: float) -> bool:
    if now - old.seen_at >= STALE or _shares(old.shares, now):
        return True
    pairs = ((old.requests_left, new.requests_left), (old.tokens_left, new.tokens_left))
    return any(_differs(before, after) for before, after in pairs)


def _differs(before: int | None, after: int | None) -> bool:
    if before is None or after is None:
        return before is not after
    return after < PLENTY or abs(after - before) > _MATERIAL * max(before, 1)
