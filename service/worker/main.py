"""The worker's process, from its settings to its end."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from service.bootstrap.opening import captures_of
from service.bootstrap.process import found_at, start_logs
from service.domain.errors import HeddleError
from service.settings.service import ServiceSettings
from service.usecases.claim import reclaim
from service.worker.bootstrap import Built, built
from service.worker.presence import present
from service.worker.process import serve, stopping_on_signals

_log = structlog.get_logger(__name__)


def run(settings: ServiceSettings, name: str | None = None) -> None:
    """Run a worker until SIGTERM.

    With a `name`, turns that an earlier process of that name held are given back at the
    start instead of at their leases' end; only a supervisor that knows it to be gone may
    give the name again. Raises what `service.bootstrap.opening.opened` raises.
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
            await parts.wake_ups.start()
            await parts.model.warm_up()
            if name is not None:
                await reclaim(parts.ports)
            async with present(parts.ports, settings), _operated(parts, settings, stop, name):
                await serve(
                    parts.ports,
                    parts.models,
                    parts.queue,
                    parts.wake_ups,
                    settings.worker.concurrency,
                    stop,
                )


@asynccontextmanager
async def _operated(
    parts: Built, settings: ServiceSettings, stop: asyncio.Event, name: str | None
) -> AsyncIterator[None]:
    """Answer operators if they ask for it; one with a name has a supervisor that answers."""
    given = settings.worker
    if given.port is None or name is not None:
        yield
        return
    # Here, because a web server costs every worker some megabytes, and most have none.
    from service.worker.serving import answering, wrong_with

    telemetry = parts.service.telemetry
    saving = captures_of(settings).storage(writes=True)
    async with answering(
        given.host,
        given.port,
        lambda: wrong_with(settings, parts, stop, saving.trouble()),
        telemetry.expose,
    ) as port:
        _log.info("worker_answers", host=given.host, port=port)
        with found_at(settings, "worker", given.host, port):
            yield
