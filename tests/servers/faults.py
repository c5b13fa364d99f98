"""What goes wrong on demand with the calls of any platform: errors, lost connections, slowness."""

from collections import deque
from dataclasses import dataclass


@dataclass(eq=False)
class Fault:
    """Something that happens to the next calls of a name; `*` means any."""

    kind: str
    """refuse (the platform's code), status (an HTTP status), drop (the connection), limit (429)."""
    name: str
    times: float
    """How many calls it still happens to."""
    after: bool = False
    """Whether it happens only once the call has had its effect: an uncertain send."""
    code: str | int = ""
    status: int = 500
    retry_after: float = 1.0
    everywhere: bool = False


class Faulty:
    """Which calls fail; all arguments `times` count calls, infinity lasts until `calm`."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.latency = 0.0
        """Seconds that each call takes at least."""
        self._delays: dict[str, float] = {}

    def fail(self, name: str, status: int = 500, times: float = 1, after: bool = False) -> None:
        """Answer with an HTTP status, before or after the effect."""
        self.faults.append(Fault("status", name, times, after, status=status))

    def drop(self, name: str, times: float = 1, after: bool = False) -> None:
        """Cut the connection without an answer, before or after the effect."""
        self.faults.append(Fault("drop", name, times, after))

    def slow(self, name: str, seconds: float) -> None:
        """Let the calls of a name take so long."""
        self._delays[name] = seconds

    def calm(self) -> None:
        """Answer properly again, whatever was asked for before."""
        self.faults.clear()
        self._delays.clear()
        self.latency = 0.0

    def delay(self, name: str) -> float:
        """Return the seconds that a call takes at least."""
        return self._delays.get(name, self.latency)

    def take(self, name: str, after: bool) -> Fault | None:
        """Return what happens to this call now, and count it."""
        for fault in self.faults:
            if fault.times > 0 and fault.after is after and fault.name in (name, "*"):
                fault.times -= 1
                return fault
        return None


def forget(calls: deque[float], now: float, seconds: float) -> None:
    """Leave out of a bucket what was called longer ago."""
    while calls and calls[0] <= now - seconds:
        calls.popleft()
