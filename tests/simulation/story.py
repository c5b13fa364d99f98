"""What happened, in order: the log that a failing seed tells and that two runs compare."""

import hashlib
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

BUGS = {"turn_failed_by_bug", "timer_failed", "sweep_failed", "beats_broke"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened; `session` is 0 where it is about no session."""

    at: float
    who: str
    session: int
    text: str

    def __str__(self) -> str:
        about = f"#{self.session}" if self.session else "-"
        return f"{self.at:9.3f}  {self.who:<9} {about:>4}  {self.text}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that was broken, and the session it was broken for (0: none in particular)."""

    at: float
    session: int
    text: str


@dataclass(slots=True)
class Story:
    """The lines so far, how often each thing happened, and the first broken rule."""

    clock: Callable[[], float]
    lines: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    violation: Violation | None = None

    def tell(self, who: str, session: int, text: str) -> None:
        """Add a line."""
        self.lines.append(Line(self.clock(), who, session, text))

    def count(self, what: str, times: int = 1) -> None:
        """Count a thing that happened, so that no fault and no behaviour is vacuous."""
        self.counts[what] += times

    def broken(self, session: int, text: str) -> None:
        """Note a broken rule; only the first one counts, what follows may follow from it."""
        if self.violation is None:
            self.violation = Violation(self.clock(), session, text)
            self.tell("RULE", session, f"BROKEN: {text}")

    def digest(self) -> str:
        """Return a hash of the whole story."""
        text = "\n".join(str(line) for line in self.lines)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def about(self, session: int) -> Iterator[str]:
        """Yield the lines about one session, and those about everything."""
        for line in self.lines:
            if session == 0 or line.session in (0, session):
                yield str(line)


@contextmanager
def telling(story: Story) -> Iterator[None]:
    """Send what the code logs into the story; a logged bug is a broken rule."""
    before = structlog.get_config()

    def tell(_: Any, method: str, event: MutableMapping[str, Any]) -> Any:
        name = str(event.pop("event"))
        session = int(event.get("session") or 0)
        error = event.pop("exc_info", None)
        facts = ", ".join(f"{key}={value}" for key, value in sorted(event.items()))
        story.tell("log", session, f"{name} {facts}")
        story.count(f"log {name}")
        if name in BUGS:
            story.broken(session, f"the code logged {name}: {_last_error(error)}")
        raise structlog.DropEvent

    structlog.configure(processors=[structlog.contextvars.merge_contextvars, tell])
    try:
        yield
    finally:
        structlog.configure(**before)


def _last_error(flag: object) -> str:
    return traceback.format_exc() if flag and sys.exc_info()[0] else ""
