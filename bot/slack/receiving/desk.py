"""Everything that listeners work with."""

from dataclasses import dataclass

from bot.inbound.inbound import Inbound
from bot.inbound.places import Places
from bot.inbound.seeing import Seeing
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.given import Given
from bot.slack.receiving.context import Context
from bot.slack.receiving.files import Files
from bot.slack.receiving.people import People
from bot.slack.receiving.rooms import Rooms, is_direct
from bot.slack.receiving.telling import Telling
from bot.slack.sending.channel import SlackChannel
from service.domain.receipts import receipt_key
from service.domain.rooms import RoomKey
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports

VIA = "slack"
ACK = 2.6
"""Seconds after which an interaction is acknowledged whatever became of it; Slack waits for 3."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One workspace's: how it is called, who is in it, and where what comes in goes."""

    api: Api
    me: Self
    given: Given
    ports: Ports
    channel: SlackChannel
    inbound: Inbound
    seeing: Seeing
    places: Places
    people: People
    rooms: Rooms
    files: Files
    context: Context
    telling: Telling

    def thread(self, room: str, root: str) -> ThreadKey:
        """Return the thread that begins with a message."""
        return ThreadKey(VIA, self.me.team, room, root)

    def at(self, room: str) -> Whereabouts | None:
        """Return where somebody acts in a room of many: who is in it reads all of its threads."""
        return None if not room or is_direct(room) else Whereabouts(self.room(room))

    def room(self, room: str) -> RoomKey:
        """Return a room's key."""
        return RoomKey(VIA, self.me.team, room)

    def key(self, room: str, message: str) -> str:
        """Return the receipt key of a message, a command or a press."""
        return receipt_key(VIA, self.me.team, room, message)


def desk_of(
    api: Api, given: Given, me: Self, channel: SlackChannel, inbound: Inbound, ports: Ports
) -> Desk:
    """Set the desk up."""
    seeing = Seeing(ports, lambda thread: _link(channel, me, thread))
    people = People(api, inbound, seeing, given, me)
    return Desk(
        api,
        me,
        given,
        ports,
        channel,
        inbound,
        seeing,
        Places(ports),
        people,
        Rooms(api, ports.clock, given.rooms),
        Files(api, inbound, ports.policy.attachment_bytes),
        Context(api, people, me.user),
        Telling(api, channel, ports.clock),
    )


def _link(channel: SlackChannel, me: Self, thread: ThreadKey) -> str:
    own = (thread.channel, thread.workspace) == (VIA, me.team)
    return channel.link(thread) if own else ""
