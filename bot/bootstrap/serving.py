"""The bot's process: web server, sweep over timers, outbox and replies, over one set of ports."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from bot.bootstrap.login_token import login_token
from bot.bootstrap.pages import site_of
from bot.bootstrap.reading import settings
from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from bot.courier.listening import Listener
from bot.courier.platform import ChatChannel
from bot.courier.showing import Showing
from bot.courier.streams import Streams
from bot.http.app import build_app
from bot.http.server import serve
from bot.inbound.inbound import Inbound
from bot.settings import Settings
from bot.sweeper import sweep_for_ever
from bot.web.app import routes
from service.bootstrap import Opened, captures_of, opened, pusher_of, start_logs
from service.domain.errors import HeddleError, Temporary
from service.ports.bundle import Ports
from service.ports.push import Pusher
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
        inbound = Inbound(service.ports, pusher)
        pages = site_of(in_force, service, inbound)
        app = build_app(lambda: _wrong(service), lambda: _metrics(service), routes(pages))
        _log.info("bot_started", address=in_force.address)
        async with _working(in_force, service.ports, pusher, inbound), pages.hub.running():
            await serve(app, in_force.http.host, in_force.http.port)
        _log.info("bot_stopped")


@asynccontextmanager
async def _working(
    in_force: Settings, ports: Ports, pusher: Pusher, inbound: Inbound
) -> AsyncIterator[None]:
    """Sweep, carry, show and listen beside the web server."""
    holder = f"bot-{ports.ids.token(8)}"
    sweeper = Sweeper(ports, holder)
    addresses = Addresses(
        in_force.address, in_force.public_url or "", ports.policy.push_link_lifetime
    )
    channels: dict[str, ChatChannel] = {}
    captures = captures_of(in_force)
    courier = Courier(ports, pusher, addresses, holder, channels, captures)
    listener = Listener(ports, pusher, inbound.press_push, holder)
    streams = Streams(ports, channels)
    showing = Showing(ports, addresses, holder, channels, streams)
    tasks = [
        asyncio.create_task(sweep_for_ever(sweeper, ports.clock)),
        asyncio.create_task(courier.carry_for_ever()),
        asyncio.create_task(listener.listen_for_ever()),
        asyncio.create_task(showing.show_for_ever()),
        asyncio.create_task(streams.listen_for_ever()),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        with suppress(Temporary):  # the office's lease ends by itself as well
            await sweeper.leave()


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
