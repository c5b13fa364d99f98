"""How spans, moments and money are written for people."""

from datetime import UTC, datetime

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))


def span(seconds: float) -> str:
    """Write a span in its largest fitting unit, as in "5 min"."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def due(at: float, now: float) -> str:
    """Write when something happens, relative and absolute: "in 5 min, at 14:30 UTC"."""
    return f"in {span(at - now)}, at {clock(at, now)}" if at > now else "now"


def clock(at: float, now: float) -> str:
    """Write a moment; with its date unless it is the same day."""
    moment, today = datetime.fromtimestamp(at, UTC), datetime.fromtimestamp(now, UTC)
    return moment.strftime("%H:%M UTC" if moment.date() == today.date() else "%d %b %H:%M UTC")


def dollars(amount: float) -> str:
    """Write money; small sums keep their digits."""
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"
