"""All of Discord in one process: it sends, and one process of several listens and catches up."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass

import discord
import structlog

from bot.chat.catching.catching import Catching, Reading, Span, Tell
from bot.chat.catching.tally import Tally
from bot.chat.front import ASK, Front, caught_up, end, state_of
from bot.chat.hearing import PATIENCE, Hearing, State
from bot.courier.platform import ChatChannel
from bot.discord.catching.run import Run
from bot.discord.catching.taking import Take
from bot.discord.client import DiscordClient, Hears
from bot.discord.entering import disallowed, logged_in, may_read, within_reach
from bot.discord.gateway import Gateway
from bot.discord.given import Given
from bot.discord.intake import Intake
from bot.inbound.duty import Duty
from bot.inbound.missed import Missed
from service.domain.errors import Temporary
from service.ports.bundle import Ports

LEASE = 9.0
"""Seconds for which a process holds the gateway, unless it is renewed."""
LOOK = 1.0
"""Seconds between two looks at whether the gateway is free."""
_KEEP = LEASE / 3
_CHANNEL = "discord"
_COMMANDS = "commands"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Listening:
    """What works for one login. `hears` takes live events, `take` those that were missed;
    `drained` returns when all that they began is done; `run` is to run beside them. `close` ends
    what the channel began.
    """

    channel: ChatChannel
    hears: Hears
    take: Take
    drained: Callable[[], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    run: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What the front end works with: `listen` makes what works for a login, and puts commands
    into its tree; `tell` tells people that heddle was away; `channels` are the courier's.
    """

    ports: Ports
    listen: Callable[[DiscordClient], Listening]
    tell: Tell
    channels: MutableMapping[str, ChatChannel]
    holder: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: without a sign of life until a connection counts as dead, between two looks at
    the settings, and without another server until all of them are known.
    """

    patience: float = PATIENCE
    ask: float = ASK
    settling: float = 2.0


class DiscordFrontend:
    """Discord's front end, from the moment at which its token is known."""

    def __init__(self, beside: Beside, pace: Pace | None = None) -> None:
        self._beside = beside
        self._ports = beside.ports
        self._clock = beside.ports.clock
        self._pace = pace or Pace()
        self._front = Front(_CHANNEL, self._clock, self._serve, self._pace.ask)
        self._hearing: Hearing | None = None
        self._catching: Catching | None = None

    @property
    def state(self) -> State:
        """Return how the front end stands; while another process listens, nothing is heard."""
        return state_of(self._hearing, self._catching, self._front.wrong)

    async def run_for_ever(self, given: Callable[[], Awaitable[Given | None]]) -> None:
        """Listen with whatever token is given, until cancelled; what was taken is finished."""
        await self._front.run_for_ever(given)

    async def _serve(self, given: Given) -> None:
        """Send, and listen when it is this process's turn, until something breaks."""
        # Said before anything can go wrong: what never connects is missed only if it is known.
        self._ports.telemetry.connected(_CHANNEL, 0)
        client = DiscordClient(given, patience=self._pace.patience, settling=self._pace.settling)
        async with logged_in(given, client):
            me = client.user
            _log.info("discord_found", application=client.application_id, bot=me and me.name)
            if not may_read(client.application_flags):
                raise disallowed(client.application_id or "")
            listening = self._beside.listen(client)
            self._beside.channels[_CHANNEL] = listening.channel
            try:
                await self._in_turn(client, listening)
            finally:
                if self._beside.channels.get(_CHANNEL) is listening.channel:
                    del self._beside.channels[_CHANNEL]
                await listening.close()

    async def _in_turn(self, client: DiscordClient, listening: Listening) -> None:
        """Hold the gateway whenever no other process does."""
        duty = duty_of(client, self._ports, self._beside.holder)
        while True:
            try:
                if await duty.take():
                    await self._on_duty(client, listening, duty)
            except Temporary as error:
                # What is to be sent goes out all the same.
                _log.warning("discord_listening_delayed", error=str(error))
            await self._clock.sleep(LOOK)

    async def _on_duty(self, client: DiscordClient, listening: Listening, duty: Duty) -> None:
        work = asyncio.create_task(self._listen(client, listening, duty))
        keeping = asyncio.create_task(self._keep(duty))
        try:
            await asyncio.wait({work, keeping}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                await work
        finally:
            await end(work, keeping)
            with suppress(Temporary):  # the lease ends by itself as well
                await duty.leave()

    async def _keep(self, duty: Duty) -> None:
        """Stay the one who listens; return when another process is."""
        while True:
            await self._clock.sleep(_KEEP)
            try:
                if not await duty.take():
                    _log.warning("discord_gateway_taken_over")
                    return
            except Temporary as error:
                # Without the database nobody else can take it either.
                _log.info("discord_duty_delayed", error=str(error))

    async def _listen(self, client: DiscordClient, listening: Listening, duty: Duty) -> None:
        ports = self._ports
        await sync_commands(client, duty)
        hearing = Hearing(_CHANNEL, ports.clock, ports.telemetry)

        def begin(span: Span, tally: Tally) -> Reading:
            return Run(ports.store, ports.clock, client, listening.take, tally, span)

        stream = f"{_CHANNEL}:{client.application_id}"
        missed = Missed(ports, stream, self._beside.holder)
        catching = Catching(
            _CHANNEL, ports.clock, ports.telemetry, missed, hearing, begin, self._beside.tell
        )
        await catching.begin()
        intake = Intake(client, listening.hears, hearing, catching.before, ports.clock)
        gateway = Gateway(client, intake, hearing, ports.clock, ports.ids, self._pace.patience)
        self._hearing, self._catching = hearing, catching
        try:
            async with caught_up(_CHANNEL, catching, listening.drained, listening.run):
                try:
                    await gateway.run_for_ever()
                finally:
                    if hearing.heard_upto() is not None:
                        self._front.wrong = ""
        finally:
            self._hearing = self._catching = None


def duty_of(client: DiscordClient, ports: Ports, holder: str) -> Duty:
    """Return a process's claim to listening for a client that has logged in."""
    return Duty(ports, f"{_CHANNEL}:{client.application_id}", holder, LEASE)


async def sync_commands(client: DiscordClient, duty: Duty) -> None:
    """Tell Discord of the commands, unless it knows them already. Raises Temporary."""
    known = commands_digest(client)
    if await duty.noted(_COMMANDS) == known:
        return
    await within_reach(client.tree.sync())
    await duty.note(_COMMANDS, known)
    _log.info("discord_commands_synced")


def commands_digest(client: DiscordClient) -> str:
    """Return what tells one set of commands from another."""
    told = [
        each.to_dict(client.tree)
        for kind in discord.AppCommandType
        for each in client.tree.get_commands(type=kind)
    ]
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
