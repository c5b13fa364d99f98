"""Quiet hours: the part of a person's day, by their own clock, in which little may disturb."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.domain.errors import Refused

_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d{2}))?", re.ASCII)
MORNING = time(9)
"""When tomorrow begins for who has no quiet hours."""
HOW = "Write for example: 22:00-07:00 Europe/Berlin, or off."


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` each day, in minutes after midnight in `zone`."""

    start: int
    end: int
    zone: str

    def holds(self, now: float) -> bool:
        """Tell whether it is quiet at `now` (seconds since 1970)."""
        return self.until(now) is not None

    def until(self, now: float) -> float | None:
        """Return when the quiet that holds at `now` ends; None if it is not quiet.

        A start or an end that daylight saving skips is moved past the gap; one that comes
        twice counts the first time.
        """
        today = datetime.fromtimestamp(now, _zone(self.zone)).date()
        for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
            ends = day if self.end > self.start else day + timedelta(days=1)
            start, end = self._at(day, self.start), self._at(ends, self.end)
            if start <= now < end:
                return end
        return None

    def _at(self, day: date, minutes: int) -> float:
        return moment(day, time(minutes // 60, minutes % 60), self.zone)

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


def moment(day: date, clock: time, zone: str) -> float:
    """Return when that clock time is on that day in the zone, in seconds since 1970.

    A time that daylight saving skips becomes the first moment after the gap.
    """
    local = datetime.combine(day, clock, _zone(zone))
    at = local.timestamp()
    if datetime.fromtimestamp(at, _zone(zone)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    # Read by the offset before the gap, the time lands behind it by as much as it stood in it.
    return _first_after_gap(at, zone)


def _first_after_gap(at: float, zone: str) -> float:
    """Return the first moment with the offset that holds at `at`, by halving a day."""
    info = _zone(zone)
    offset = datetime.fromtimestamp(at, info).utcoffset()
    low, high = at - 86_400.0, at
    while high - low > 0.5:
        middle = (low + high) / 2
        if datetime.fromtimestamp(middle, info).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return float(round(high))


def tomorrow(now: float, zone: str, quiet: QuietHours | None) -> float:
    """Return tomorrow morning: when quiet hours end, or nine o'clock."""
    day = datetime.fromtimestamp(now, _zone(zone)).date() + timedelta(days=1)
    if quiet is None:
        return moment(day, MORNING, zone)
    return moment(day, time(quiet.end // 60, quiet.end % 60), quiet.zone)


def parse(text: str, zone: str) -> QuietHours | None:
    """Read what a person wrote, as in `22:00-07:00 Europe/Berlin`; None for `off`.

    `zone` holds where they name none. Raises Refused with the way to write it.
    """
    if text.strip().lower() in ("off", "none", "never"):
        return None
    found = _HOURS.match(text.strip())
    if found is None:
        raise Refused(f"{text.strip()!r} are no quiet hours. {HOW}")
    start, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if start == end:
        raise Refused(f"Quiet hours end at another time than they start. {HOW}")
    return QuietHours(start, end, checked_zone(text.strip()[found.end() :].strip() or zone))


def stored(text: str, zone: str) -> QuietHours | None:
    """Read what `str()` wrote, with its zone; None where it is empty."""
    return parse(text, zone) if text else None


def checked_zone(name: str) -> str:
    """Return a time zone's name if there is one of it. Raises Refused."""
    try:
        return _zone(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(
            f"{name!r} is no time zone. They are named like Europe/Berlin, America/New_York or UTC."
        ) from error


def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of that name."""
    try:
        checked_zone(name)
    except Refused:
        return False
    return True


def local(at: float, zone: str) -> datetime:
    """Return the moment by the clock of a zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(_zone(zone))


def clock(at: float, now: float, zone: str) -> str:
    """Write a moment by the clock of a zone; with its date unless it is the same day.

    Only UTC is named: nobody else's clock is meant where a person chose their zone.
    """
    moment, today = local(at, zone), local(now, zone)
    pattern = "%H:%M" if moment.date() == today.date() else "%d %b %H:%M"
    return moment.strftime(f"{pattern} UTC" if zone == "UTC" else pattern)


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _minutes(hours: str, minutes: str | None) -> int:
    total = int(hours) * 60 + int(minutes or 0)
    if int(hours) > 24 or int(minutes or 0) > 59 or total > 24 * 60:
        raise Refused(f"{hours}:{minutes or '00'} is no time of day. {HOW}")
    return total % (24 * 60)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
