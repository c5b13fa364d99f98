"""How the command line writes times, money and amounts."""

from datetime import datetime


def ago(seconds: float) -> str:
    """Write a time that has passed, as in "5 min ago"."""
    return "just now" if seconds < 1 else f"{span(seconds)} ago"


def span(seconds: float) -> str:
    """Write a span of time in its largest fitting unit."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def due(at: float | None, now: float) -> str:
    """Write when something happens by itself."""
    if at is None:
        return ""
    clock = local(at)
    return f"in {span(at - now)}, at {clock}" if at > now else f"now (it was due at {clock})"


def local(at: float) -> str:
    """Write a moment in this machine's time zone."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def dollars(amount: float) -> str:
    """Write money; small sums keep their digits."""
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"
