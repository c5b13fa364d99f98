"""How a person uses a channel, whichever it is."""

from collections.abc import Sequence
from typing import Protocol

from tests.e2e.running import Up

SOON = {"HEDDLE_WATCH__IDLE__WORDS": "15"}
"""A stream that hangs is told sooner than by default."""


class Sent(Protocol):
    """A message that somebody wrote."""

    def again(self) -> None:
        """Let the platform deliver it once more."""
        ...

    def edit(self, text: str) -> None:
        """Its author changes it."""
        ...

    def delete(self) -> None:
        """Its author removes it."""
        ...


class Talk(Protocol):
    """A thread with heddle in it, as one person sees it."""

    def say(self, text: str) -> Sent:
        """Write a message into it."""
        ...

    def order(self, line: str) -> str:
        """Write a `!command` and return what it answers."""
        ...

    def read(self) -> str:
        """Return all that stands in the thread now."""
        ...

    def answers(self) -> Sequence[str]:
        """Return what the agent said at the end of its turns."""
        ...

    def choices(self) -> Sequence[str]:
        """Return the buttons that answer what is asked now."""
        ...

    def press(self, label: str) -> None:
        """Press one of them."""
        ...

    def press_again(self, label: str) -> str:
        """Press a button that stood there before it was settled, and return what is said."""
        ...


class Who(Protocol):
    """A person in the channel."""

    name: str

    def start(self, text: str) -> tuple[Talk, Sent]:
        """Open a thread with a message to heddle."""
        ...

    def joins(self, talk: Talk) -> Talk:
        """Look at somebody else's thread."""
        ...

    def notices(self) -> Sequence[str]:
        """Return what notified this person so far, one text each."""
        ...


class Front(Protocol):
    """A channel of a running heddle."""

    name: str
    up: Up
    open_rooms: bool
    """Whether others see a thread and can write into it."""

    def person(self, name: str) -> Who:
        """Return somebody who uses the channel."""
        ...
