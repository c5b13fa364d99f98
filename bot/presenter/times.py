"""How spans, moments, money and sizes are written for people."""

from service.domain import quiet

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"))
_UTC = "UTC"


def span(seconds: float) -> str:
    """Write a span in its largest fitting unit, as in "5 min"."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def due(at: float, now: float, zone: str = _UTC) -> str:
    """Write when something happens, relative and absolute: "in 5 min, at 14:30 UTC"."""
    return f"in {span(at - now)}, at {clock(at, now, zone)}" if at > now else "now"


def clock(at: float, now: float, zone: str = _UTC) -> str:
    """Write a moment by the clock of a zone; with its date unless it is the same day.

    Only UTC is named: nobody else's clock is meant where a person chose their zone.
    """
    return quiet.clock(at, now, zone)


def dollars(amount: float) -> str:
    """Write money; small sums keep their digits."""
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"


def cents(amount: float) -> str:
    """Write money in a sentence, where a hundredth is all that matters."""
    return f"${amount:,.2f}" if amount >= 0.01 or amount == 0 else "less than $0.01"


def size(count: int) -> str:
    """Write a file's size."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
