"""What operators ask a worker for: health, readiness and metrics, at an address of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from service.bootstrap.operating import queue_time
from service.domain.errors import HeddleError, Refused
from service.domain.workers import WITHOUT_QUEUE
from service.settings.service import ServiceSettings
from service.worker.bootstrap import Built

Checks = Callable[[], Awaitable[dict[str, str]]]
"""Returns what is wrong, by the name of what it is wrong with; nothing: all is well."""

BESIDE = frozenset({"queue", "captures"})
"""What may be wrong while agents are run: without the queue turns are found in the database, and
sessions whose results cannot be saved wait for their owners.
"""

Expose = Callable[[], tuple[bytes, str]]
"""Returns the metrics and their media type."""


@asynccontextmanager
async def answering(host: str, port: int, checks: Checks, expose: Expose) -> AsyncIterator[int]:
    """Answer `/healthz`, `/readyz` and `/metrics` while the context is open; yields the port.

    Port 0 takes a free one. Raises Refused if nobody can listen there.
    """

    async def healthz(_request: web.Request) -> web.Response:
        """The event loop that agents run on turns; that is all this says."""
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        wrong = await checks()
        ready = wrong.keys() <= BESIDE
        return web.json_response({"ready": ready, "wrong": wrong}, status=200 if ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        content, media_type = await asyncio.to_thread(expose)
        return web.Response(body=content, headers={"content-type": media_type})

    app = web.Application()
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Refused(
                f"The worker cannot listen on {host}:{port} ({error.strerror}). Set "
                "HEDDLE_WORKER__PORT to a free port, or leave it out, and HEDDLE_WORKER__HOST to "
                "an address of this machine.",
            ) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def wrong_with(
    settings: ServiceSettings, parts: Built, stop: asyncio.Event, saving: Awaitable[str]
) -> dict[str, str]:
    """Return what keeps a worker from running agents now; `saving` says why not to save."""
    wrong: dict[str, str] = {}
    if unsaved := await saving:
        wrong["captures"] = unsaved
    if stop.is_set():
        wrong["worker"] = "It was told to stop and hands its turns over."
    try:
        await parts.service.store.check_schema()
    except HeddleError as error:
        wrong["database"] = str(error)
    try:
        await queue_time(settings)
    except HeddleError as error:
        wrong["queue"] = f"{error} {WITHOUT_QUEUE}"
    return wrong
