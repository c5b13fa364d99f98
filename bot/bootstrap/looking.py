"""Looking into the database from the command line, beside whatever runs."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.bootstrap.reading import settings
from service.bootstrap.opening import clock_of, store_of
from service.bootstrap.operating import migrate
from service.domain.errors import Temporary
from service.domain.policy import Policy
from service.ports.reads import Reads
from service.settings.policy import policy

T = TypeVar("T")

_STEP = 0.5
"""Seconds between two tries to reach a database that is away."""


def look(query: Callable[[Reads, Policy], T]) -> T:
    """Run a query on this deployment's database.

    Raises Misconfigured, Refused if it needs `heddle migrate`, Temporary if it is away.
    """
    in_force = settings().settings

    async def run() -> T:
        store = store_of(in_force)
        try:
            await store.check_schema()
            return await store.read(lambda reads: query(reads, policy(in_force)))
        finally:
            await store.close()

    return asyncio.run(run())


def bring_up_to_date(wait: float = 0) -> list[str]:
    """Migrate this deployment's database and return the steps that were taken.

    A database that is away is asked again for `wait` seconds. Raises Misconfigured,
    Refused or Temporary.
    """
    in_force, clock = settings().settings, clock_of()
    in_force.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = clock.monotonic() + wait
    while True:
        try:
            return migrate(in_force)
        except Temporary:
            if clock.monotonic() >= until:
                raise
        asyncio.run(clock.sleep(_STEP))
