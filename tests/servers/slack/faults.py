"""What goes wrong on demand: rate limits, storms, errors, lost connections, slowness."""

import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from tests.servers.faults import Fault, Faulty, forget


@dataclass(eq=False)
class Limit:
    """At most `most` calls of a method in `seconds`, in each channel or in all."""

    method: str
    most: int
    seconds: float
    by_channel: bool


class Faults(Faulty):
    """Which calls fail; all arguments `times` count calls, infinity lasts until `calm`."""

    def __init__(self) -> None:
        super().__init__()
        self.limits: list[Limit] = []
        self._called: dict[tuple[int, str], deque[float]] = defaultdict(deque)

    def refuse(self, method: str, code: str, times: float = 1) -> None:
        """Answer with `ok: false` and this code."""
        self.faults.append(Fault("refuse", method, times, code=code))

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

    def calm(self) -> None:
        super().calm()
        self.limits.clear()
        self._called.clear()

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
    forget(calls, now, limit.seconds)
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
