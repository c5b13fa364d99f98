"""Changing what stands in the database from the command line, beside whatever runs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.bootstrap.reading import settings
from service.bootstrap.opening import beside, store_of
from service.ports.bundle import Ports

T = TypeVar("T")


def change(deed: Callable[[Ports], Awaitable[T]]) -> T:
    """Do something on this deployment; what runs of it finds out by a signal or a poll.

    Raises Misconfigured, Refused if it needs `heddle migrate`, Temporary if it is away, and what
    the deed raises.
    """
    in_force = settings().settings

    async def run() -> T:
        store = store_of(in_force)
        try:
            await store.check_schema()
            ports = beside(in_force, store)
            try:
                return await deed(ports)
            finally:
                await ports.signals.close()
                await ports.doorbell.close()
        finally:
            await store.close()

    return asyncio.run(run())
