"""A bot's courier, cards and listener, the real ones, over simulated platforms."""

from bot.channel import Heard
from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from bot.courier.listening import Listener
from bot.courier.showing import Showing
from bot.courier.streams import Streams
from bot.inbound.inbound import Inbound
from tests.simulation.processes import Process
from tests.simulation.world import World


def carry(process: Process, world: World) -> None:
    """Carry the outbox out, keep cards up to date, and bring back what phones press, as long as the
    process lives.
    """
    ports, pusher = world.ports(process), world.pusher(process)
    inbound = Inbound(ports, pusher)
    lifetime = world.policy.push_link_lifetime
    addresses = Addresses("http://here", "https://everywhere", lifetime)

    async def press(token: str) -> Heard:
        return await world.tickets.use(token, inbound.press_push(token))

    channels, name = {"sim": world.chat(process)}, process.name
    streams = Streams(ports, channels)
    process.spawn(
        Courier(ports, pusher, addresses, name, channels, world.captures(process)).carry_for_ever()
    )
    process.spawn(Showing(ports, addresses, name, channels, streams).show_for_ever())
    process.spawn(streams.listen_for_ever())
    process.spawn(Listener(ports, pusher, press, process.name).listen_for_ever())
