"""What the measured fakes of all chat platforms have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from tests.bench.rows import chatting


class Called(Protocol):
    """A call that a platform got."""

    @property
    def at(self) -> float:
        """When, of the monotonic clock."""

    @property
    def status(self) -> int:
        """What it was answered with."""


class Fake(Protocol):
    """A platform that counts."""

    @property
    def calls(self) -> Sequence[Called]:
        """Every call so far."""

    @property
    def violations(self) -> Sequence[object]:
        """What was against its types or limits."""

    def until(self, holds: Callable[[], object], patience: float) -> None:
        """Block until it holds."""


Call = TypeVar("Call", bound=Called)


class Counting:
    """What a platform was asked for so far."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake

    def until(self, holds: Callable[[], object], patience: float) -> None:
        """Block until it holds."""
        self._fake.until(holds, patience)

    def called(self) -> int:
        """Count all calls so far."""
        return len(self._fake.calls)

    def limited(self, first: int) -> int:
        """Count the calls from that one on that came too often."""
        return sum(each.status == 429 for each in self._fake.calls[first:])

    def wrong(self) -> int:
        """Count the requests against the platform's types or limits."""
        return len(self._fake.violations)


class Shown(ABC, Generic[Call]):
    """What stands in a thread, by the calls that put it there; times are of the monotonic clock."""

    @abstractmethod
    def _calls(self) -> list[Call]:
        """Calls that showed something at the message or in its thread, in order."""

    @abstractmethod
    def _posts(self) -> list[Call]:
        """Those of them that posted something; the first is the card."""

    @abstractmethod
    def _asked(self) -> Call | None:
        """The copy of its question that notifies."""

    @abstractmethod
    def _changed(self, post: Call, words: str = "", since: float = 0.0) -> float | None:
        """When a message was first edited so that it has these words."""

    def signs(self) -> Sequence[float]:
        """When something was shown, in order."""
        return [each.at for each in self._calls()]

    def posted(self) -> Sequence[float]:
        """When each message of heddle's was posted."""
        return [each.at for each in self._posts()]

    def stands(self) -> bool:
        """Tell whether its card was posted."""
        return bool(self._posts())

    def asked(self) -> float | None:
        """When the copy of its question was posted that notifies."""
        found = self._asked()
        return found.at if found else None

    def offered(self) -> float | None:
        """When the card had the question's buttons."""
        return self._changed(self._posts()[0], f'"{chatting.CHOICE}"') if self.stands() else None

    def concluded(self, since: float) -> float | None:
        """When all copies had changed after that time, if they did."""
        told = self._asked()
        assert told is not None
        found = [self._changed(each, since=since) for each in (told, self._posts()[0])]
        times = [each for each in found if each is not None]
        return max(times) if len(times) == len(found) else None
