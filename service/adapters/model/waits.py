"""How long a provider asks to wait, wherever it says so."""

import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

_NUMBER = r"\d+(?:\.\d+)?"
_RETRY_DELAY = re.compile(rf"retryDelay[\"']?\s*:\s*[\"']({_NUMBER})s")
_TRY_AGAIN = re.compile(
    rf"(?:try again|retry) (?:in|after) ((?:{_NUMBER}\s?(?:ms|[smh])[a-z]*\s?)+)", re.IGNORECASE
)
_DURATION = re.compile(rf"({_NUMBER})\s?(ms|[smh])")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def retry_after(headers: Mapping[str, str], text: str, now: float) -> float | None:
    """Return the seconds that the provider asks to wait, or None if it does not say.

    Reads `retry-after-ms`, `retry-after` (seconds, with a fraction or not, or a date),
    Google's `retryDelay` and "try again in 1m2.5s" in the text. `now` is seconds since 1970.
    """
    return next((max(seconds, 0.0) for seconds in _said(headers, text, now)), None)


def _said(headers: Mapping[str, str], text: str, now: float) -> Iterator[float]:
    named = {name.lower(): value for name, value in headers.items()}
    for prefix in ("", "llm_provider-"):
        milliseconds = _number(named.get(f"{prefix}retry-after-ms", ""))
        if milliseconds is not None:
            yield milliseconds / 1000
        asked = named.get(f"{prefix}retry-after", "")
        seconds = _number(asked)
        if seconds is None:
            seconds = _date(asked, now)
        if seconds is not None:
            yield seconds
    for match in _RETRY_DELAY.finditer(text):
        yield float(match[1])
    for match in _TRY_AGAIN.finditer(text):
        yield sum(float(size) * _SECONDS[unit] for size, unit in _DURATION.findall(match[1]))


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if re.fullmatch(_NUMBER, text) else None


def _date(text: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except ValueError:  # not a date: the provider sent something else in this header
        return None
