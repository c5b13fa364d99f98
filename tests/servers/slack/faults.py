"""What goes wrong on demand: rate limits, storms, errors, lost connections, slowness."""

import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(eq=False)
class Fault:
    """Something that happens to the next calls of a method; `*` means any method."""

    kind: str
    """refuse (an error code), status (an HTTP status), drop (the connection), limit (a 429)."""
    method: str
    times: float
    """How many calls it still happens to."""
    after: bool = False
    """Whether it happens only once the call has had its effect: an uncertain send."""
    code: str = ""
    status: int = 500
    retry_after: int = 1


@dataclass(eq=False)
class Limit:
    """At most `most` calls of a method in `seconds`, in each channel or in all."""

    method: str
    most: int
    seconds: float
    by_channel: bool


class Faults:
    """Which calls fail; all arguments `times` count calls, infinity lasts until `calm`."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.limits: list[Limit] = []
        self.latency = 0.0
        """Seconds that each call takes at least."""
        self._delays: dict[str, float] = {}
        self._called: dict[tuple[int, str], deque[float]] = defaultdict(deque)

    def refuse(self, method: str, code: str, times: float = 1) -> None:
        """Answer with `ok: false` and this code."""
        self.faults.append(Fault("refuse", method, times, code=code))

    def fail(self, method: str, status: int = 500, times: float = 1, after: bool = False) -> None:
        """Answer with an HTTP status, before or after the effect."""
        self.faults.append(Fault("status", method, times, after, status=status))

    def drop(self, method: str, times: float = 1, after: bool = False) -> None:
        """Cut the connection without an answer, before or after the effect."""
        self.faults.append(Fault("drop", method, times, after))

    def storm(self, method: str = "*", retry_after: int = 1, times: float = float("inf")) -> None:
        """Answer 429 with Retry-After in seconds."""
        self.faults.append(Fault("limit", method, times, retry_after=retry_after))

    def limit(self, method: str, most: int, seconds: float, by_channel: bool = False) -> None:
        """Answer 429 to more than `most` calls in `seconds`."""
        self.limits.append(Limit(method, most, seconds, by_channel))

    def slacks_limits(self) -> None:
        """Limit as Slack does: a post a second in a channel, and the tiers of other methods."""
        for method in ("chat.postMessage", "chat.postEphemeral"):
            self.limit(method, 1, 1.0, by_channel=True)
        for tier, most in ((_TIER_2, 20), (_TIER_3, 50), (_TIER_4, 100)):
            for method in tier:
                self.limit(method, most, 60.0)

    def slow(self, method: str, seconds: float) -> None:
        """Let the calls of a method take so long."""
        self._delays[method] = seconds

    def calm(self) -> None:
        """Answer properly again, whatever was asked for before."""
        self.faults.clear()
        self.limits.clear()
        self._delays.clear()
        self._called.clear()
        self.latency = 0.0

    def delay(self, method: str) -> float:
        """Return the seconds that a call takes at least."""
        return self._delays.get(method, self.latency)

    def take(self, method: str, after: bool) -> Fault | None:
        """Return what happens to this call now, and count it."""
        for fault in self.faults:
            if fault.times > 0 and fault.after is after and fault.method in (method, "*"):
                fault.times -= 1
                return fault
        return None

    def wait(self, method: str, channel: str, now: float | None = None) -> float:
        """Return the seconds until the call is allowed, 0 when it is and was counted."""
        at = time.monotonic() if now is None else now
        held = [
            (limit, self._called[(id(limit), channel if limit.by_channel else "")])
            for limit in self.limits
            if limit.method == method
        ]
        longest = max((_left(limit, calls, at) for limit, calls in held), default=0.0)
        if longest <= 0:
            for _, calls in held:
                calls.append(at)
        return max(longest, 0.0)


def _left(limit: Limit, calls: deque[float], now: float) -> float:
    while calls and calls[0] <= now - limit.seconds:
        calls.popleft()
    return calls[0] + limit.seconds - now if len(calls) >= limit.most else 0.0


_TIER_2: Iterable[str] = (
    "chat.startStream",
    "chat.stopStream",
    "conversations.list",
    "reactions.remove",
    "users.list",
)
_TIER_3: Iterable[str] = (
    "chat.delete",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.join",
    "conversations.open",
    "conversations.replies",
    "reactions.add",
    "reactions.get",
    "users.conversations",
    "users.lookupByEmail",
)
_TIER_4: Iterable[str] = (
    "bots.info",
    "chat.appendStream",
    "conversations.members",
    "files.completeUploadExternal",
    "files.getUploadURLExternal",
    "files.info",
    "users.info",
    "views.open",
    "views.publish",
    "views.push",
    "views.update",
)
