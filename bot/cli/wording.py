"""How the command line writes numbers, names, and moments: by this machine's clock, to the
second.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.presenter.times import span


def counted(number: int, one: str, several: str) -> str:
    """Write a number with what it counts, as in "1 turn is" and "2 turns are"."""
    return f"{number:,} {one if number == 1 else several}"


def first_few(names: Sequence[str], most: int) -> Sequence[str]:
    """Return the names to be shown: the first ones, and how many more there are."""
    if len(names) <= most:
        return names
    return [*names[:most], f"and {len(names) - most} more"]


def ago(seconds: float) -> str:
    """Write a time that has passed, as in "5 min ago"."""
    return "just now" if seconds < 1 else f"{span(seconds)} ago"


def due(at: float | None, now: float) -> str:
    """Write when something happens by itself."""
    if at is None:
        return ""
    clock = local(at)
    return f"in {span(at - now)}, at {clock}" if at > now else f"now (it was due at {clock})"


def local(at: float) -> str:
    """Write a moment in this machine's time zone."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
