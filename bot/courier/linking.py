"""Where people open a session: at its thread, or on the web."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.courier.platform import ChatChannel
from service.domain.ids import SessionNumber
from service.domain.sessions import Session

Channels = Mapping[str, ChatChannel]
"""The chat platforms that are connected, by name; more may come while the process runs."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people open heddle. `public` is empty unless that is reachable from anywhere;
    `lifetime` is how many seconds a link or button of a push works.
    """

    own: str
    public: str
    lifetime: float

    def thread(self, number: SessionNumber) -> str:
        """Return the address of a session's thread."""
        return f"{self.own}/threads/{number}"

    @property
    def inbox(self) -> str:
        """The address of the inbox."""
        return f"{self.own}/inbox"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of sessions, wherever their threads are."""

    addresses: Addresses
    channels: Channels

    def of(self, session: Session) -> str:
        """Return where the session's thread is opened, which for a session of a chat channel that
        knows no such address is its page on the web.
        """
        channel = self.channels.get(session.thread.channel)
        link = channel.link(session.thread) if channel is not None else ""
        return link or self.addresses.thread(session.number)
