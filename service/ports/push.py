"""Telling a person outside of every channel, and hearing which button they pressed."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.domain.phones import Address

MOST_ACTIONS = 3


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a push. Exactly one of the two is set.

    `reply` is the signed text that a press posts to the phone's private reply topic, `link`
    the page that a press opens.
    """

    label: str
    reply: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """A notification, as plain text. `link` is what a tap on it opens, empty for none."""

    title: str
    body: str
    link: str = ""
    actions: Sequence[Action] = ()
    important: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What may be told about an address: its service, a label without secrets, whether it
    carries buttons; and the address in full, completed where something was left out.
    """

    service: str
    label: str
    answers: bool
    address: Address


@dataclass(frozen=True, slots=True)
class Reply:
    """A button was pressed: the signed text, and where reading goes on after it.

    `cursor` is opaque; the same reply may come again after a reconnect.
    """

    text: str
    server: str
    cursor: str


class Pusher(Protocol):
    """Sends pushes, by ntfy itself or through Apprise."""

    def recognise(self, url: str, token: str) -> Known:
        """Read an address that a person typed. `token` is a fresh secret of 24 characters, of
        which private topics are made. Raises Refused with what would work.
        """
        ...

    async def send(self, address: Address, push: Push) -> str:
        """Send it and return the service's receipt, perhaps empty.

        Raises Temporary (with `retry_after` where the service says so) or Permanent.
        """
        ...

    def server_of(self, address: Address) -> str:
        """Return the server that keeps the phone's reply topic; empty without buttons."""
        ...

    def replies(
        self, server: str, addresses: Sequence[Address], cursor: str
    ) -> AsyncIterator[Reply]:
        """Yield replies of one server's phones as they come, from its cursor on, through one
        connection. Ends when the server closes it; raises Temporary when it is away.
        """
        ...

    async def close(self) -> None: ...
