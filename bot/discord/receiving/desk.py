"""Everything that listeners work with."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.discord.api.web import Api
from bot.discord.client import DiscordClient
from bot.discord.receiving.context import Context
from bot.discord.receiving.files import Files
from bot.discord.receiving.people import People, Somebody, roles_of
from bot.discord.receiving.spots import Spot, Spots
from bot.discord.receiving.telling import Telling
from bot.discord.receiving.wording import Wording
from bot.inbound.inbound import Inbound
from bot.inbound.places import Places
from bot.inbound.seeing import Seeing
from service.domain.receipts import receipt_key
from service.domain.rooms import RoomKey
from service.domain.threads import ThreadKey
from service.domain.whereabouts import Whereabouts
from service.ports.bundle import Ports

VIA = "discord"
ACK = 2.0
"""Seconds after which an interaction is deferred; Discord waits for 3."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One login's: whom it may hear, where things are, and where what comes in goes."""

    client: DiscordClient
    api: Api
    ports: Ports
    inbound: Inbound
    seeing: Seeing
    places: Places
    spots: Spots
    people: People
    wording: Wording
    files: Files
    context: Context
    telling: Telling
    link: Callable[[ThreadKey], str]

    @property
    def me(self) -> int:
        """Heddle's own user id, 0 before it has logged in."""
        return self.client.user.id if self.client.user else 0

    def thread(self, spot: Spot, root: int) -> ThreadKey:
        """Return the thread of that id, in direct messages the one that a message opens."""
        return ThreadKey(VIA, spot.workspace, str(spot.room), str(root))

    def at(self, spot: Spot, user: Somebody) -> Whereabouts | None:
        """Return where somebody acts in a server: nobody reads more than the thread they are in."""
        if spot.direct:
            return None
        return Whereabouts(self.room(spot), str(spot.here), roles_of(user))

    def room(self, spot: Spot) -> RoomKey:
        """Return a room's key."""
        return RoomKey(VIA, spot.workspace, str(spot.room))

    def key(self, spot: Spot, message: int | str) -> str:
        """Return the receipt key of a message, a command or a press."""
        return receipt_key(VIA, spot.workspace, str(spot.room), str(message))


def desk_of(
    client: DiscordClient,
    api: Api,
    inbound: Inbound,
    ports: Ports,
    link: Callable[[ThreadKey], str],
) -> Desk:
    """Set the desk up."""
    given = client.given
    seeing = Seeing(ports, lambda thread: link(thread) if thread.channel == VIA else "")
    spots = Spots(client, given)
    people = People(client, given, spots, inbound, seeing, ports.clock)
    wording = Wording(client, people, spots)
    return Desk(
        client,
        api,
        ports,
        inbound,
        seeing,
        Places(ports),
        spots,
        people,
        wording,
        Files(client, inbound, ports.policy.attachment_bytes),
        Context(client, wording),
        Telling(api, ports.clock),
        link,
    )
