"""What a person asked for that looks like a loop and is none."""

import re
from dataclasses import dataclass

_NUMBERS = {
    "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50,
    "hundred": 100, "dozen": 12,
}  # fmt: skip
_NUMBER = rf"(\d{{1,4}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)"
_TIMES = re.compile(
    rf"\b{_NUMBER}\s*(?:x\b|×|times?\b|rounds?\b|runs?\b|iterations?\b|repetitions?\b|repeats?\b"
    rf"|passes\b|attempts?\b|tries\b|in a row\b|consecutive\b)(?! (?:faster|slower|more|as|out)\b)"
    r"|(?:\bx|×)(?!86|64)\s?(\d{1,4})\b"
    rf"|\b(twice)\b|\b(?:repeat|retry|poll|try)\b[^.\n]{{0,20}}?\b{_NUMBER}\b"
    r"(?!\s*(?:s|m|h|sec|min|hour)[a-z]*\b)",
    re.I,
)
_EVERY = re.compile(rf"\bevery\s+(?:{_NUMBER}\s*)?{_UNIT}\b", re.I)
_FOR = re.compile(
    rf"\b(?:for|up to|at most|within|over|until)\s+(?:the next\s+|up to\s+|an?\s+)?"
    rf"(?:{_NUMBER}\s*)?{_UNIT}\b",
    re.I,
)
_WATCHES = re.compile(
    r"\b(?:poll|polling|monitor|watch|keep (?:an eye|checking|polling|watching|trying|retrying)"
    r"|wait (?:for|until|till)|until (?:it|the|they|all)|every \w+ ?(?:seconds?|minutes?|hours?)"
    r"|babysit|tail the|stress|soak|flaky|over and over|in a loop|repeatedly)\b",
    re.I,
)
_MEASURES = re.compile(
    r"\b(?:benchmark|load.?test|stress.?test|soak|measure(?:ments?)?|latency|throughput|jitter"
    r"|how (?:fast|slow|long)|p9[059]|percentile|variance|flaky|flakiness|bisect"
    r"|(?:which|find the|first bad) (?:commit|revision|version))\b",
    re.I,
)
_MEASUREMENTS = 10
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
_SHORT = 60
_MOST = 200
"""Nobody has an agent do more by single calls."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`times`: how often something shall be done, 0 if nothing was said; `patient`: whether
    they asked to wait for something or to try again and again; `measures`: whether they asked
    for measurements, which are taken more than once.
    """

    times: int = 0
    patient: bool = False
    measures: bool = False

    def raised(self, limit: int, *, measured: bool = False) -> int:
        """Return how many repetitions are too many for who asked for some.

        `measured`: they are of the kind that one measures with.
        """
        if self.measures and measured:
            limit = max(limit, _MEASUREMENTS)
        return max(limit, self.times + 2) if self.times else limit


NOTHING = Wish()


def wish_of(text: str, before: Wish = NOTHING) -> Wish:
    """Read a message; a short one that says nothing of it ("go on") leaves the wish standing."""
    found = Wish(
        max(_times(text), _polls(text)),
        _WATCHES.search(text) is not None,
        _MEASURES.search(text) is not None,
    )
    return before if found == NOTHING and len(text) < _SHORT else found


def _times(text: str) -> int:
    counts = [_count(next((each for each in match if each), "")) for match in _TIMES.findall(text)]
    return min(max(counts, default=0), _MOST)


def _polls(text: str) -> int:
    every, span = _EVERY.search(text), _FOR.search(text)
    if every is None or span is None:
        return 0
    return min(round(_length(span) / max(_length(every), 1.0)) + 1, _MOST)


def _length(match: re.Match[str]) -> float:
    return (_count(match[1]) if match[1] else 1) * _SECONDS[match[2][0].lower()]


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS.get(text.lower(), 0)
