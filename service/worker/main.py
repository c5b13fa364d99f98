"""The worker's process, from its settings to its end."""

import asyncio
import sys

import structlog

from service.bootstrap import start_logs
from service.domain.errors import HeddleError
from service.settings.service import ServiceSettings
from service.usecases.claim import reclaim
from service.worker.bootstrap import built
from service.worker.presence import present
from service.worker.process import serve, stopping_on_signals

_log = structlog.get_logger(__name__)


def run(settings: ServiceSettings, name: str | None = None) -> None:
    """Run a worker until SIGTERM.

    With a `name`, turns that an earlier process of that name held are given back at the
    start instead of at their leases' end; only a supervisor that knows it to be gone may
    give the name again. Raises what `service.bootstrap.opened` raises.
    """
    start_logs(settings, "worker")
    try:
        asyncio.run(_run(settings, name))
    except HeddleError:
        raise
    except Exception:
        _log.exception("worker_broke")
        sys.exit(1)


async def _run(settings: ServiceSettings, name: str | None) -> None:
    stop = asyncio.Event()
    with stopping_on_signals(stop):
        async with built(settings, name) as parts:
            if settings.worker.metrics_port is not None:
                parts.service.telemetry.serve(settings.worker.metrics_port)
            await parts.wake_ups.start()
            await parts.model.warm_up()
            if name is not None:
                await reclaim(parts.ports)
            async with present(parts.ports, settings):
                await serve(
                    parts.ports,
                    parts.models,
                    parts.queue,
                    parts.wake_ups,
                    settings.worker.concurrency,
                    stop,
                )
