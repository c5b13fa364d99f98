"""The bot's process: web server, sweep over timers, outbox and replies, over one set of ports."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from bot.bootstrap import discord, discord_front, slack, slack_front
from bot.bootstrap.login_token import login_token
from bot.bootstrap.pages import site_of
from bot.bootstrap.reading import settings
from bot.chat.hearing import State
from bot.courier.courier import Courier
from bot.courier.linking import Addresses
from bot.courier.listening import Listener
from bot.courier.platform import ChatChannel
from bot.courier.showing import Showing
from bot.courier.streams import Streams
from bot.discord.given import Given as DiscordGiven
from bot.http import alerts
from bot.http.app import build_app
from bot.http.server import serve
from bot.inbound.inbound import Inbound
from bot.presenter.conditions import frozen
from bot.settings import Settings
from bot.slack import http
from bot.slack.given import Given as SlackGiven
from bot.sweeper import sweep_for_ever
from bot.web.app import routes
from service.bootstrap.opening import Opened, captures_of, opened, pusher_of
from service.bootstrap.operating import queue_time
from service.bootstrap.process import found_at, start_logs
from service.domain.errors import HeddleError, Temporary
from service.domain.workers import WITHOUT_QUEUE
from service.ports.bundle import Ports
from service.ports.push import Pusher
from service.queries.whole import Counting
from service.usecases.sweep import Sweeper

_log = structlog.get_logger(__name__)


def run() -> None:
    """Run until SIGTERM. Raises Misconfigured, Refused or Temporary before it starts."""
    loaded = settings()
    in_force = loaded.settings
    # The pages tell which providers' keys are known, and those may stand in `.env`.
    for name, text in loaded.others.items():
        os.environ.setdefault(name, text)
    hide = start_logs(in_force, "bot", login_token(in_force), in_force.alerts.secret)
    try:
        asyncio.run(_run(in_force, hide))
    except HeddleError:
        raise
    except Exception:
        _log.exception("bot_broke")
        sys.exit(1)


async def _run(in_force: Settings, hide: Callable[[Iterable[str]], None]) -> None:
    async with opened(in_force) as service, pusher_of(in_force) as pusher:
        inbound = Inbound(service.ports, pusher)
        holder = f"bot-{service.ports.ids.token(8)}"
        channels: dict[str, ChatChannel] = {}
        in_slack = slack_front.front_of(service.ports, inbound, channels, holder)
        in_discord = discord_front.front_of(service.ports, inbound, channels, holder)
        pages = site_of(in_force, service, inbound)
        sweeper = Sweeper(service.ports, holder, service.timers_at_once)
        counting = _counting(service, sweeper)
        saving = captures_of(in_force).storage(writes=False)
        app = build_app(
            lambda: _wrong(
                in_force,
                service,
                {"slack": in_slack.state, "discord": in_discord.state},
                saving.trouble(),
            ),
            lambda: _metrics(service, counting),
            [
                *alerts.routes(
                    in_force.alerts.secret,
                    lambda group: inbound.alerted(group, in_force.alerts.operators),
                ),
                *http.routes(lambda: in_slack.intake),
                *routes(pages),
            ],
        )

        async def slacks() -> SlackGiven | None:
            found = await slack.given_of(in_force, service.store, service.cipher)
            if found is not None:
                hide((found.bot_token, found.app_token, found.signing_secret))
            return found

        async def discords() -> DiscordGiven | None:
            found = await discord.given_of(in_force, service.store, service.cipher)
            if found is not None:
                hide((found.token,))
            return found

        _log.info("bot_started", address=in_force.address)
        async with (
            # They end last: until then the courier has somewhere to send.
            _beside(in_slack.run_for_ever(slacks)),
            _beside(in_discord.run_for_ever(discords)),
            _working(in_force, service.ports, pusher, inbound, channels, sweeper, holder),
            pages.hub.running(),
        ):
            with found_at(in_force, "bot", in_force.http.host, in_force.http.port):
                await serve(app, in_force.http.host, in_force.http.port)
        _log.info("bot_stopped")


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do the work until the context ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def _working(
    in_force: Settings,
    ports: Ports,
    pusher: Pusher,
    inbound: Inbound,
    channels: dict[str, ChatChannel],
    sweeper: Sweeper,
    holder: str,
) -> AsyncIterator[None]:
    """Sweep, carry, show and listen beside the web server."""
    addresses = Addresses(
        in_force.address, in_force.public_url or "", ports.policy.push_link_lifetime
    )
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


async def _wrong(
    in_force: Settings, service: Opened, fronts: Mapping[str, State], saving: Awaitable[str]
) -> dict[str, str]:
    wrong = {name: state.wrong for name, state in fronts.items() if state.wrong}
    if unsaved := await saving:
        wrong["captures"] = unsaved
    try:
        await queue_time(in_force)
    except Temporary as error:
        wrong["queue"] = f"{error} {WITHOUT_QUEUE}"
    try:
        await service.store.check_schema()
        freezes = await service.store.read(lambda reads: reads.freezes())
    except HeddleError as error:
        return {**wrong, "database": str(error)}
    now = service.ports.clock.now()
    return {**wrong, "frozen": frozen(freezes[0], now)} if freezes else wrong


def _counting(service: Opened, sweeper: Sweeper) -> Counting:
    """Return what counts the whole deployment while this process leads the sweeps."""
    ports = service.ports
    return Counting(ports.store, ports.clock, ports.policy, ports.telemetry, sweeper.leads)


async def _metrics(service: Opened, counting: Counting) -> tuple[bytes, str]:
    whole, telemetry = await counting.whole(), service.telemetry
    telemetry.lead(leads=counting.leads())
    if whole is None:
        telemetry.hide()
    else:
        found = whole.limits, whole.workers, whole.freezes
        telemetry.show(whole.now, whole.census, whole.at_rest, *found)
    return await asyncio.to_thread(telemetry.expose)
