"""The bot's process: the web server and the sweep over timers, over one set of ports."""

import asyncio
import os
import sys
from contextlib import suppress

import structlog

from bot.bootstrap.login_token import login_token
from bot.bootstrap.pages import site_of
from bot.bootstrap.reading import settings
from bot.http.app import build_app
from bot.http.server import serve
from bot.inbound.inbound import Inbound
from bot.settings import Settings
from bot.sweeper import sweep_for_ever
from bot.web.app import routes
from service.bootstrap import Opened, opened, pusher_of, start_logs
from service.domain.errors import HeddleError, Temporary
from service.usecases.sweep import Sweeper

_log = structlog.get_logger(__name__)


def run() -> None:
    """Run until SIGTERM. Raises Misconfigured, Refused or Temporary before it starts."""
    loaded = settings()
    in_force = loaded.settings
    # The pages tell which providers' keys are known, and those may stand in `.env`.
    for name, text in loaded.others.items():
        os.environ.setdefault(name, text)
    start_logs(in_force, "bot", login_token(in_force.data_dir))
    try:
        asyncio.run(_run(in_force))
    except HeddleError:
        raise
    except Exception:
        _log.exception("bot_broke")
        sys.exit(1)


async def _run(in_force: Settings) -> None:
    async with opened(in_force) as service, pusher_of(in_force) as pusher:
        pages = site_of(in_force, service, Inbound(service.ports, pusher))
        app = build_app(lambda: _wrong(service), lambda: _metrics(service), routes(pages))
        sweeper = Sweeper(service.ports, f"bot-{service.ports.ids.token(8)}")
        _log.info("bot_started", address=in_force.http.address)
        sweeping = asyncio.create_task(sweep_for_ever(sweeper, service.ports.clock))
        try:
            async with pages.hub.running():
                await serve(app, in_force.http.host, in_force.http.port)
        finally:
            sweeping.cancel()
            await asyncio.wait([sweeping])
            with suppress(Temporary):  # the office's lease ends by itself as well
                await sweeper.leave()
            _log.info("bot_stopped")


async def _wrong(service: Opened) -> dict[str, str]:
    try:
        await service.store.check_schema()
    except HeddleError as error:
        return {"database": str(error)}
    return {}


async def _metrics(service: Opened) -> tuple[bytes, str]:
    census, now = await service.store.read(lambda reads: (reads.census(), reads.now()))
    service.telemetry.refresh(census, now)
    return await asyncio.to_thread(service.telemetry.expose)
