"""A bot's courier and listener, the real ones, over a simulated service for pushes."""

from bot.channel import Heard
from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from bot.courier.listening import Listener
from bot.inbound.inbound import Inbound
from tests.simulation.processes import Process
from tests.simulation.working import SimCaptures
from tests.simulation.world import World


def carry(process: Process, world: World) -> None:
    """Carry the outbox out, and bring back what phones press, as long as the process lives."""
    ports, pusher = world.ports(process), world.pusher(process)
    inbound = Inbound(ports, pusher)
    lifetime = world.policy.push_link_lifetime
    addresses = Addresses("http://here", "https://everywhere", lifetime)

    async def press(token: str) -> Heard:
        return await world.tickets.use(token, inbound.press_push(token))

    captures = SimCaptures(process, world.disk, world.chaos, world.story)
    courier = Courier(ports, pusher, addresses, process.name, {}, captures)
    process.spawn(courier.carry_for_ever())
    process.spawn(Listener(ports, pusher, press, process.name).listen_for_ever())
