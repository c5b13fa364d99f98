"""A platform: it delivers late, out of order and twice, and again until it is acknowledged."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber
from service.domain.receipts import Fate
from service.ports.bundle import Ports
from service.usecases.once import Done, once, settle
from tests.simulation.machines import Machine
from tests.simulation.processes import Died
from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended: acknowledged, refused, or given up with nothing known."""

    kind: str
    text: str = ""


class Channel:
    """Carries people's requests to whatever bot lives."""

    def __init__(self, world: World, bots: list[Machine]) -> None:
        self.world = world
        self._bots = bots
        self._random = world.chaos.stream("channel")
        self.open = 0

    async def send(
        self, request: Callable[[Ports], Awaitable[object]], what: str, *, again: bool
    ) -> Outcome:
        """Deliver a request; with `again`, until a bot says what became of it."""
        self.open += 1
        try:
            chaos = self.world.chaos
            if again and chaos.happens("twice", chaos.rates.twice):
                self.world.story.count("delivered twice")
                first, _ = await asyncio.gather(
                    self._deliver(request, what, again=again),
                    self._deliver(request, what, again=again),
                )
                return first
            return await self._deliver(request, what, again=again)
        finally:
            self.open -= 1

    async def _deliver(
        self, request: Callable[[Ports], Awaitable[object]], what: str, *, again: bool
    ) -> Outcome:
        story = self.world.story
        while True:
            await asyncio.sleep(self._random.random() ** 4 * 5.0)
            outcome = await self._once(request)
            story.count(f"request {outcome.kind}")
            story.tell("channel", 0, f"{what}: {outcome.kind} {outcome.text}")
            if outcome.kind in ("done", "refused") or not again:
                return outcome

    async def _once(self, request: Callable[[Ports], Awaitable[object]]) -> Outcome:
        alive = [bot for bot in self._bots if bot.process.alive]
        if not alive:
            return Outcome("unknown", "no bot is there")
        process = self._random.choice(alive).process
        task = process.spawn(_asked(request, self.world.ports(process)))
        await asyncio.wait([task])
        if task.cancelled():
            return Outcome("unknown", "the bot died")
        error = task.exception()
        if error is None:
            return Outcome("done")
        if isinstance(error, Refused):
            return Outcome("refused", str(error))
        if isinstance(error, Temporary | Died):
            return Outcome("unknown", repr(error))
        where = "".join(traceback.format_exception(error))
        self.world.story.broken(0, f"a request raised {where}")
        self.world.halted.set()
        return Outcome("unknown", repr(error))


async def _asked(request: Callable[[Ports], Awaitable[object]], ports: Ports) -> None:
    await request(ports)


async def carry_out(
    ports: Ports, key: str, number: SessionNumber, verb: Callable[[Ports], Awaitable[object]]
) -> None:
    """Carry out a command once, however often it is delivered, and record a refusal."""
    try:
        taken = await once(ports, key, verb, lambda tx, _: Done("done", number))
    except Refused as error:
        taken = await settle(ports, key, Done(str(error)), Fate.REFUSED)
    if taken.receipt.fate == Fate.REFUSED:
        raise Refused(taken.receipt.reply)
