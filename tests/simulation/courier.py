"""A bot's courier: it carries the outbox's lanes out, and brings back what phones press."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing, suppress

from service.domain.effects import Posted
from service.domain.errors import Permanent, Refused, Temporary
from service.domain.phones import Address
from service.ports.push import Reply
from service.ports.reads import Reads
from service.ports.store import Tx
from service.usecases import deliver, push_answer
from service.usecases.commit import commit
from service.usecases.deliver import Parcel
from tests.simulation.processes import Process
from tests.simulation.push import SERVER
from tests.simulation.tickets import worded
from tests.simulation.world import World

POLL = 5.0
CURSOR = f"replies {SERVER}"


class Courier:
    """One process's share of the carrying."""

    def __init__(self, process: Process, world: World) -> None:
        self.world, self.process = world, process
        self.ports, self.pusher = world.ports(process), world.pusher(process)
        self._posted = asyncio.Event()

    async def carry(self) -> None:
        """Carry lanes until the process is gone."""
        self.process.spawn(self._listen())
        self.process.spawn(self._bring_back())
        while True:
            lanes = await self._claim()
            if lanes:
                carried = [self.process.spawn(self._lane(lane)) for lane in lanes]
                await asyncio.wait(carried)
                continue
            posted = asyncio.ensure_future(self._posted.wait())
            try:
                await asyncio.wait([posted], timeout=POLL)
            finally:
                posted.cancel()
            self._posted.clear()
            await self.process.gate("at the courier")

    async def _listen(self) -> None:
        async with self.ports.signals.subscribe(Posted) as signals:
            async for _ in signals:
                self._posted.set()

    async def _claim(self) -> Sequence[str]:
        try:
            return await deliver.claim_lanes(self.ports, self.process.name)
        except Temporary:
            return ()

    async def _lane(self, lane: str) -> None:
        """Carry one lane until nothing of it is due; an outage of the database only delays."""
        while True:
            try:
                parcel = await deliver.next_parcel(self.ports, lane, self.process.name)
                if parcel is None:
                    return
                self._look_for_overtaken(parcel)
                await self._send(parcel)
            except Temporary:
                await self.ports.clock.sleep(0.5)

    def _look_for_overtaken(self, parcel: Parcel) -> None:
        """What goes next is the first of its lane that waits."""
        waiting = self.world.mirror.now.waiting
        this = waiting.get(parcel.delivery.id)
        if this is None:
            return
        first = [e for e in waiting.values() if e.lane == this.lane and e.id < this.id]
        if any(each.order < this.order for each in first):
            self.world.story.broken(0, f"{this} overtakes {first}")

    async def _send(self, parcel: Parcel) -> None:
        assert parcel.address is not None
        push = worded(self.ports, parcel)
        try:
            receipt = await self.pusher.send(parcel.address, push)
        except Permanent as error:
            await deliver.give_up(self.ports, parcel.delivery, str(error))
        except Temporary as error:
            await deliver.try_again(self.ports, parcel.delivery, error)
        else:
            await deliver.was_sent(self.ports, parcel, receipt)

    async def _bring_back(self) -> None:
        """Read the replies of all phones, from where any courier had read up to."""
        while True:
            try:
                addresses, cursor = await self.ports.store.read(self._phones)
                replies = self.pusher.replies(SERVER, addresses, cursor)
                async with aclosing(replies) as stream:
                    async for reply in stream:
                        await self._taken(reply)
            except Temporary:
                await self.ports.clock.sleep(1.0)

    def _phones(self, reads: Reads) -> tuple[list[Address], str]:
        secrets = [reads.secret(each.secret_name) for each in reads.phones() if each.answers]
        decrypt = self.ports.cipher.decrypt
        found = [Address.from_json(decrypt(secret)) for secret in secrets if secret is not None]
        return found, reads.cursor(CURSOR)

    async def _taken(self, reply: Reply) -> None:
        with suppress(Refused):
            await self.world.tickets.use(reply.text, push_answer.press(self.ports, reply.text))

        def work(tx: Tx) -> None:
            if int(tx.cursor(CURSOR) or 0) < int(reply.cursor):
                tx.set_cursor(CURSOR, reply.cursor)

        await commit(self.ports, work)
