"""A ladder: by which ways, and how long after it opened, a person is told about an item."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import Refused
from service.domain.ids import PersonId

LONGEST = 8
"""Rungs of a ladder."""
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_SPAN = re.compile(
    r"(\d{1,4})\s*(?:(s)(?:ecs?|econds?)?|(m)(?:ins?|inutes?)?|(h)(?:rs?|ours?)?|(d)(?:ays?)?)?",
    re.ASCII,
)
LATEST = 7 * 86_400.0


class Way(StrEnum):
    """Where a notification goes."""

    DM = "dm"  # the person alone: what they used just now, else their direct messages
    PHONE = "phone"
    THREAD = "thread"  # the session's own thread
    COLLEAGUE = "colleague"  # somebody else's direct messages, as well


@dataclass(frozen=True, slots=True)
class Rung:
    """One notification: `after` seconds since the item opened, by `way`."""

    way: Way
    after: float
    colleague: PersonId | None = None

    def __str__(self) -> str:
        who = f":{self.colleague}" if self.colleague else ""
        return f"{self.way}:{self.after:g}{who}"


NORMAL: Sequence[str] = ("dm:0", "phone:300", "dm:600", "thread:1800")
"""For what waits for an answer."""
IMPORTANT: Sequence[str] = ("phone:0", "dm:300", "phone:900", "thread:1800")
"""For what gets through quiet hours."""
ONCE: Sequence[str] = ("dm:0",)
"""For what is worth telling once, as a result."""


def rungs(ladder: Sequence[str]) -> list[Rung]:
    """Read a ladder as it is stored on a person or an item."""
    return [_rung(each) for each in ladder]


def _rung(text: str) -> Rung:
    way, _, rest = text.partition(":")
    after, _, colleague = rest.partition(":")
    return Rung(Way(way), float(after), PersonId(colleague) if colleague else None)


def parse(text: str, person: Callable[[str], PersonId]) -> list[str]:
    """Read what a person wrote, as in `dm, phone 5m, dm 10m, thread 30m, @bob 1h`.

    `person` finds a colleague by name and raises Refused. Returns the ladder as it is
    stored. Raises Refused with the way to write it.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not 1 <= len(parts) <= LONGEST:
        raise Refused(f"A ladder has 1 to {LONGEST} rungs. {HOW}")
    found = [_written(part, person) for part in parts]
    if sorted(each.after for each in found) != [each.after for each in found]:
        raise Refused(f"Each rung comes after the one before it. {HOW}")
    return [str(each) for each in found]


HOW = "Write for example: dm, phone 5m, dm 10m, thread 30m, @bob 1h."


def _written(part: str, person: Callable[[str], PersonId]) -> Rung:
    word, span = _name_and_span(part) if part.startswith("@") else part.partition(" ")[::2]
    after = seconds(span) if span.strip() else 0.0
    if after is None or after > LATEST:
        raise Refused(f"{span.strip()!r} is no time up to 7 days, as in 5m or 1h. {HOW}")
    if word.startswith("@"):
        return Rung(Way.COLLEAGUE, after, person(word[1:]))
    if word.lower() not in (Way.DM, Way.PHONE, Way.THREAD):
        raise Refused(f"{word!r} is none of dm, phone, thread and @name. {HOW}")
    return Rung(Way(word.lower()), after)


def _name_and_span(part: str) -> tuple[str, str]:
    """Part a colleague's name, which may have several words, from the time behind it."""
    words = part.split()
    for first in range(1, len(words)):
        if seconds(" ".join(words[first:])) is not None:
            return " ".join(words[:first]), " ".join(words[first:])
    return part, ""


def seconds(text: str) -> float | None:
    """Read a span, as in `90s`, `10m`, `1h`, `2d` (a bare number: minutes); None for others."""
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        return None
    unit = next((each for each in found.groups()[1:] if each), "m")
    return float(found[1]) * _UNITS[unit]


def span(after: float) -> str:
    """Write a span as `parse` reads it."""
    if after == 0:
        return ""
    for unit in ("d", "h", "m"):
        if after % _UNITS[unit] == 0:
            return f"{after / _UNITS[unit]:.0f}{unit}"
    return f"{after:.0f}s"


def written(ladder: Sequence[str], name: Callable[[PersonId], str]) -> str:
    """Write a ladder as `parse` reads it; `name` tells a colleague's name."""
    return ", ".join(
        f"{f'@{name(each.colleague)}' if each.colleague else each.way} {span(each.after)}".strip()
        for each in rungs(ladder)
    )
