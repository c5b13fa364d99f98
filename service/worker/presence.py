"""A worker's signs of life, beside whatever it works on."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

import structlog

from service.domain.errors import Temporary
from service.domain.workers import SAYS_SO_EVERY, Worker
from service.ports.bundle import WorkerPorts
from service.settings.service import ServiceSettings
from service.usecases import presence

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def present(ports: WorkerPorts, settings: ServiceSettings) -> AsyncIterator[None]:
    """Say so while the context is open, and that it left at its end."""
    worker = Worker(
        ports.worker,
        settings.pool,
        platform.node(),
        os.getpid(),
        version("heddle"),
        settings.worker.concurrency,
    )
    saying = asyncio.create_task(_say_for_ever(ports, worker))
    try:
        yield
    finally:
        saying.cancel()
        await asyncio.wait([saying])
        with suppress(Temporary):  # it counts as vanished soon, which is near enough
            await presence.leave(ports.base, worker.id)


async def _say_for_ever(ports: WorkerPorts, worker: Worker) -> None:
    known = False
    while True:
        try:
            if not (known and await presence.lives(ports.base, worker.id)):
                await presence.arrive(ports.base, worker)
                known = True
        except Temporary as error:
            _log.warning("presence_delayed", worker=worker.id, error=str(error))
        except Exception:
            _log.exception("presence_broke", worker=worker.id)
        await ports.base.clock.sleep(SAYS_SO_EVERY)
