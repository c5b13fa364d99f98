"""Quiet hours told once more, by walking over the clock instead of reckoning."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STEP = 900.0
"""Seconds: every zone changes its offset on a quarter of an hour."""


def quiet_until(quiet: str, zone: str, now: float) -> float | None:
    """Return when the quiet that holds at `now` ends, None if it does not hold or is none."""
    if not quiet:
        return None
    start, end = quiet.split("-")
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    for days in (-1, 0, 1):
        first = today + timedelta(days=days)
        last = first if end > start else first + timedelta(days=1)
        if _reads(first, start, zone) <= now < _reads(last, end, zone):
            return _reads(last, end, zone)
    return None


@lru_cache(maxsize=4096)
def _reads(day: date, clock: str, zone: str) -> float:
    """Return the first moment at which a clock on the wall there shows that time or a later
    one of that day.
    """
    wanted = datetime.combine(day, time.fromisoformat(clock))
    info = ZoneInfo(zone)
    at = wanted.replace(tzinfo=UTC).timestamp() // STEP * STEP - 15 * 3600.0
    while True:
        shown = datetime.fromtimestamp(at, info).replace(tzinfo=None)
        if shown >= wanted:
            return at
        if shown + timedelta(seconds=STEP) > wanted:
            return at + (wanted - shown).total_seconds()
        at += STEP
