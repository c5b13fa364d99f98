"""Discord's front end is put together: what it hears goes in, what the courier has goes out."""

from collections.abc import MutableMapping

from bot.bootstrap.picked import picked
from bot.chat.catching.catching import Back
from bot.chat.catching.tally import Picked
from bot.courier.platform import ChatChannel
from bot.discord.api.web import Api
from bot.discord.catching.handing import hand_on
from bot.discord.catching.taking import Event
from bot.discord.client import DiscordClient
from bot.discord.frontend import Beside, DiscordFrontend, Listening
from bot.discord.receiving.app import Receiving
from bot.discord.receiving.spots import ME
from bot.discord.sending.channel import DiscordChannel
from bot.inbound.inbound import Inbound
from service.domain.persons import Identity
from service.ports.bundle import Ports
from service.usecases.away import tell_away


def front_of(
    ports: Ports, inbound: Inbound, channels: MutableMapping[str, ChatChannel], holder: str
) -> DiscordFrontend:
    """Return the front end; it sends and listens once it runs and there is a token."""

    def listen(client: DiscordClient) -> Listening:
        api = Api(client.http, ports.telemetry, ports.clock)
        channel = DiscordChannel(api, ports.clock)
        made = Receiving(client, api, inbound, ports, channel.link)
        taker = _Taker(ports, made)
        return Listening(channel, made, taker.take, made.drained, channel.close, made.run_for_ever)

    async def tell(back: Back) -> None:
        await tell_away(ports, back.since, back.until, back.picked, back.unread)

    return DiscordFrontend(Beside(ports, listen, tell, channels, holder))


class _Taker:
    """Takes in what was missed, and tells whose it is to know."""

    def __init__(self, ports: Ports, made: Receiving) -> None:
        self._ports = ports
        self._made = made

    async def take(self, event: Event) -> Picked | None:
        author, heard = await hand_on(event, self._made)
        if not author:
            return None if heard is None else Picked(fresh=False)
        return await picked(self._ports, heard, Identity("discord", ME, author))
