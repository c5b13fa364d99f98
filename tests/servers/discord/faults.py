"""What goes wrong on demand: rate limits, errors, lost connections, slowness."""

import time
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.servers.faults import Fault, Faulty, forget


@dataclass(eq=False)
class Limit:
    """At most `most` calls of an operation in `seconds`, in each place or in all."""

    name: str
    most: int
    seconds: float
    by_place: bool = True


@dataclass(frozen=True)
class Room:
    """What is left in the bucket of a call, told in its headers."""

    bucket: str
    most: int
    left: int
    seconds: float
    """Until the bucket is full again."""
    wait: float = 0.0
    """Until this call is allowed; 0 when it is and was counted."""


PLENTY = 1_000
RENAMES = Limit("rename", 2, 600.0)


class Faults(Faulty):
    """Which calls fail; all arguments `times` count calls, infinity lasts until `calm`.

    Operations are named as in Discord's OpenAPI document: `create_message`, `update_message`, ...
    """

    def __init__(self) -> None:
        super().__init__()
        self.limits: list[Limit] = []
        self.renames: Limit | None = RENAMES
        """How often a channel or thread is renamed; None means without end."""
        self._called: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def refuse(self, name: str, code: int, times: float = 1) -> None:
        """Answer with one of Discord's codes, 50013 for one."""
        self.faults.append(Fault("refuse", name, times, code=code))

    def storm(
        self,
        name: str = "*",
        retry_after: float = 0.2,
        times: float = float("inf"),
        everywhere: bool = False,
    ) -> None:
        """Answer 429; `everywhere` says that all of the application is limited."""
        fault = Fault("limit", name, times, retry_after=retry_after, everywhere=everywhere)
        self.faults.append(fault)

    def limit(self, name: str, most: int, seconds: float, by_place: bool = True) -> None:
        """Answer 429 to more than `most` calls in `seconds`."""
        self.limits.append(Limit(name, most, seconds, by_place))

    def discords_limits(self) -> None:
        """Limit as Discord does by what is known of its buckets."""
        self.limit("*", 50, 1.0, by_place=False)
        for name in ("create_message", "update_message", "execute_webhook"):
            self.limit(name, 5, 5.0)
        self.limit("add_my_message_reaction", 1, 0.25)
        self.limit("delete_my_message_reaction", 1, 0.25)
        self.limit("trigger_typing_indicator", 5, 5.0)
        self.limit("create_thread_from_message", 50, 300.0)

    def calm(self) -> None:
        super().calm()
        self.limits.clear()
        self._called.clear()

    def room(self, name: str, place: str) -> Room:
        """Count a call in its buckets and tell what is left in the fullest one."""
        held = [each for each in self.limits if each.name in (name, "*")]
        rooms = [self._left(each, place) for each in held]
        if any(each.wait > 0 for each in rooms):
            return max(rooms, key=lambda each: each.wait)
        for each in held:
            self._calls(each, place).append(time.monotonic())
        own = [room for room, limit in zip(rooms, held, strict=True) if limit.by_place]
        return min(own, key=lambda each: each.left, default=Room(name, PLENTY, PLENTY - 1, 1.0))

    def rename(self, place: str) -> float:
        """Return the seconds until a channel may be renamed, 0 when it may and was counted."""
        if self.renames is None:
            return 0.0
        room = self._left(self.renames, place)
        if room.wait <= 0:
            self._calls(self.renames, place).append(time.monotonic())
        return room.wait

    def _calls(self, limit: Limit, place: str) -> deque[float]:
        return self._called[limit.name, place if limit.by_place else ""]

    def _left(self, limit: Limit, place: str) -> Room:
        now, calls = time.monotonic(), self._calls(limit, place)
        forget(calls, now, limit.seconds)
        until = calls[0] + limit.seconds - now if calls else limit.seconds
        wait = until if len(calls) >= limit.most else 0.0
        bucket = "global" if limit.name == "*" else limit.name
        return Room(bucket, limit.most, max(limit.most - len(calls) - 1, 0), until, wait)
