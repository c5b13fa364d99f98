"""The worker's process, from its settings to its end."""

import asyncio
import sys

import structlog

from service.bootstrap import start_logs
from service.domain.errors import HeddleError
from service.settings.service import ServiceSettings
from service.worker.bootstrap import built
from service.worker.process import serve, stopping_on_signals

_log = structlog.get_logger(__name__)


def run(settings: ServiceSettings) -> None:
    """Run a worker until SIGTERM. Raises what `service.bootstrap.opened` raises."""
    start_logs(settings, "worker")
    try:
        asyncio.run(_run(settings))
    except HeddleError:
        raise
    except Exception:
        _log.exception("worker_broke")
        sys.exit(1)


async def _run(settings: ServiceSettings) -> None:
    stop = asyncio.Event()
    with stopping_on_signals(stop):
        async with built(settings) as parts:
            if settings.worker.metrics_port is not None:
                parts.service.telemetry.serve(settings.worker.metrics_port)
            await parts.wake_ups.start()
            await parts.model.warm_up()
            await serve(
                parts.ports,
                parts.models,
                parts.queue,
                parts.wake_ups,
                settings.worker.concurrency,
                stop,
            )
