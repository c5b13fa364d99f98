"""A worker's life: start, run until told to stop, drain, end in time."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from arq.connections import ArqRedis

from service.ports.bundle import WorkerPorts
from service.usecases.leases import LeaseBook
from service.worker import functions
from service.worker.loop import WakeUps, Worker
from service.worker.models import NamedModels
from service.worker.unrung import Unrung

_log = structlog.get_logger(__name__)

GRACE = 5.0
"""Seconds that turns have to reach the end of their step once the worker is told to stop."""

LAST = 3.0
"""Seconds that cancelled calls have to end and to hand their turns over."""

END = 9.5
"""Seconds after which the process ends, whatever hangs; a supervisor kills at ten."""


async def serve(
    ports: WorkerPorts,
    models: NamedModels,
    queue: ArqRedis,
    wake_ups: WakeUps,
    concurrency: int,
    stop: asyncio.Event,
) -> None:
    """Run jobs until `stop` is set, then hand over what is in flight."""
    book = LeaseBook(ports)
    ports.base.telemetry.turns_held(ports.base.policy.default_pool, 0, concurrency)
    worker = Worker(
        [functions.run_turn, functions.capture],
        queue,
        wake_ups,
        Unrung(ports),
        concurrency=concurrency,
        ctx={"ports": ports, "book": book, "models": models},
    )
    loop = asyncio.create_task(worker.main())
    beats = asyncio.create_task(_beat_for_ever(ports, book))
    _log.info("worker_started", worker=ports.worker, pool=ports.base.policy.default_pool)
    try:
        await stop.wait()
        _log.info("worker_stopping", turns=len(book))
    finally:
        book.leave()
        loop.cancel()
        remaining = await worker.drain(GRACE, LAST)
        beats.cancel()
        await asyncio.wait([loop, beats])
        _log.info("worker_stopped", worker=ports.worker, still_running=remaining)


async def _beat_for_ever(ports: WorkerPorts, book: LeaseBook) -> None:
    """Keep the leases renewed; a bug in one beat must not cost every turn its lease."""
    while True:
        try:
            await book.run()
        except Exception:
            _log.exception("beats_broke", worker=ports.worker)
        await ports.base.clock.sleep(ports.base.policy.beat)


@contextmanager
def stopping_on_signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on SIGTERM or SIGINT, and end the process for certain soon after that."""
    loop = asyncio.get_running_loop()

    def begin() -> None:
        if not stop.is_set():
            stop.set()
            end = threading.Timer(END, os._exit, (1,))
            end.daemon = True
            end.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, begin)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
