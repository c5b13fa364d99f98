"""A process that writes to a database as fast as it can: `python -m … URL NAME COUNT`."""

import asyncio
import sys

from service.adapters.clock.system import SystemClock
from service.adapters.store.opening import open_store
from service.domain.ids import PersonId
from service.ports.store import Tx
from tests.ports.store.samples import person, session


async def hammer(url: str, name: PersonId, count: int) -> None:
    """Open `count` sessions of a person called `name`, four at a time, each after a read."""
    store = open_store(url, SystemClock())
    await store.run(lambda tx: tx.persons.add(person(name)))

    def work(tx: Tx) -> int:
        tx.persons.lock(name)
        held = tx.sessions.slots(name).held
        return tx.sessions.open(session(f"{name}-{next(threads)}", name)).number + held

    async def some() -> None:
        for _ in range(count // 4):
            await store.run(work, deadline=30.0)

    threads = iter(range(count))
    await asyncio.gather(*(some() for _ in range(4)))
    await store.close()


if __name__ == "__main__":
    asyncio.run(hammer(sys.argv[1], PersonId(sys.argv[2]), int(sys.argv[3])))
