"""What providers say is left of their limits, in whichever headers they say it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.limits import ASSUMED_WINDOW, Allowance
from service.ports.gate import Accepted

_SPAN = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[smhd]))+")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhd])")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_EPOCH, _EPOCH_MS = 1e9, 1e12  # a number from there on is no span but a moment

# litellm hands on OpenAI's names as they are and everybody's own behind its prefix; the
# first that is there counts.
_REQUESTS = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
)
_TOKENS = (
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
)


def accepted(stream: Any, now: float) -> Accepted | None:
    """Return what a stream of litellm says is left; None if its provider says nothing."""
    hidden = getattr(stream, "_hidden_params", None) or {}
    found = read(hidden.get("additional_headers") or {}, now)
    return found if found.requests or found.tokens else None


def read(headers: Mapping[str, Any], now: float) -> Accepted:
    """Return what the headers of an answer say; `now` is seconds since 1970."""
    plain = {
        str(name).lower().removeprefix("llm_provider-"): each for name, each in headers.items()
    }
    return Accepted(_first(plain, _REQUESTS, now), _first(plain, _TOKENS, now))


def _first(
    headers: Mapping[str, Any], names: tuple[tuple[str, str], ...], now: float
) -> Allowance | None:
    for left, reset in names:
        count = str(headers.get(left, "")).strip()
        if re.fullmatch(r"\d{1,15}(\.0+)?", count):
            at = moment(str(headers.get(reset, "")), now)
            return Allowance(int(float(count)), now + ASSUMED_WINDOW if at is None else at)
    return None


def moment(text: str, now: float) -> float | None:
    """Read when a limit is whole again: "6m0s", "1.5", a moment in seconds or milliseconds
    since 1970, or a date; None for anything else.
    """
    text = text.strip()
    if _SPAN.fullmatch(text):
        return now + sum(float(size) * _SECONDS[unit] for size, unit in _PART.findall(text))
    if re.fullmatch(r"\d{1,15}(\.\d+)?", text):
        number = float(text)
        if number >= _EPOCH:
            return number / 1000 if number >= _EPOCH_MS else number
        return now + number
    try:
        read = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:  # the provider says something else in this header
        return None
    return read.timestamp() if read.tzinfo else None
