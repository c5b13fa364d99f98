"""Check-ins: how often a session at work is looked in on, and what is said of it then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.domain import ladders
from service.domain.errors import Refused

OFF = "off"
USUAL = "default"
"""The task type of a session that was given none."""
LONGEST = 86_400.0
"""The longest interval in seconds that anybody may choose."""
_GROWTH = 1.5
_LENGTH = 1_000

TYPES: Mapping[str, float] = {
    "complex": 300.0,
    "fix": 600.0,
    "frontend": 900.0,
    "backend": 900.0,
    "review": 1200.0,
    "research": 1800.0,
    "writing": 1800.0,
    USUAL: 0.0,
}
"""The product's task types and their intervals in seconds; 0: no check-ins."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often is often enough, in seconds.

    `types` are the intervals of task types. "On track" never lengthens one above `most`, a
    redirect never shortens one below `least`. `again` is when a session that waits for a
    provider or for a worker is looked at again.
    """

    types: Mapping[str, float] = field(default_factory=lambda: dict(TYPES))
    least: float = 60.0
    most: float = 4 * 3600.0
    again: float = 60.0

    def every(self, task: str) -> float:
        """Return a task type's interval; 0: none. Raises Refused for a type that there is not."""
        name = task.strip().lower() or USUAL
        if name not in self.types and name != USUAL:
            raise Refused(f"There is no task type {task.strip()!r}. You can use: {self.listed()}.")
        return self.types.get(name, 0.0)

    def grown(self, every: float) -> float:
        """Return the interval after somebody saw that all is well."""
        return max(every, min(every * _GROWTH, self.most))

    def halved(self, every: float) -> float:
        """Return the interval after somebody had to change the course."""
        return min(every, max(every / 2, self.least))

    def chosen(self, text: str) -> "Chosen":
        """Read what a person wrote: a span, a task type, or `off`. Raises Refused."""
        said = text.strip().lower()
        if said == OFF:
            return Chosen(0.0)
        if said in self.types:
            return Chosen(self.types[said], said)
        every = ladders.seconds(said)
        if every is None:
            raise Refused(
                f"{text.strip()!r} is no time and no task type. Write 10m or 1h, {OFF}, or one of:"
                f" {self.listed()}.",
            )
        if not self.least <= every <= LONGEST:
            least, longest = ladders.span(self.least), ladders.span(LONGEST)
            raise Refused(f"Check-ins are {least} to {longest} apart.")
        return Chosen(every, by_hand=True)

    @property
    def names(self) -> Sequence[str]:
        """The task types that a person may choose, the shortest interval first."""
        by_length = sorted(self.types.items(), key=lambda each: (each[1] or LONGEST, each[0]))
        return [name for name, _ in by_length if name != USUAL]

    def listed(self) -> str:
        """List the task types with their intervals: `complex (5m), fix (10m)`."""
        told = (f"{name} ({written(self.types[name])})" for name in self.names)
        return ", ".join(told) or "none"


@dataclass(frozen=True, slots=True)
class Chosen:
    """An interval in seconds (0: none), and the task type that it is of, if it is of one.

    `by_hand`: a person wrote how long it is, and wants to hear of each check-in.
    """

    every: float
    task: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say about a session, `after` seconds.

    `done` are parts of a sentence; `next` is the agent's own word, or empty. `doubts` are whole
    sentences; without any it is on track.
    """

    after: float
    done: Sequence[str] = ()
    next: str = ""
    doubts: Sequence[str] = ()


def told(report: Report) -> str:
    """Write it as a person reads it, behind the session's name; a doubt comes first."""
    doubts = [each for each in report.doubts if each.strip()]
    said = [*doubts, "; ".join(report.done), report.next, "" if doubts else "on track"]
    first, *rest = [_ended(each) for each in said if each.strip()]
    text = " ".join([_lower(first), *(each[:1].upper() + each[1:] for each in rest)])
    return f"check-in after {lasting(report.after)}: {text}"[:_LENGTH].rstrip()


def _ended(text: str) -> str:
    line = " ".join(text.split())
    return line if line[-1:] in ".!?…" else f"{line}."


def _lower(text: str) -> str:
    """Go on in a sentence with what began one; a name in capitals stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def lasting(seconds: float) -> str:
    """Write how long something took: `40 s`, `15 min`, `1.5 h`."""
    if seconds < 90:
        return f"{max(seconds, 0.0):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f}".removesuffix(".0") + " h"


def written(every: float) -> str:
    """Write an interval as a person may type it."""
    return ladders.span(round(every)) if every else OFF
