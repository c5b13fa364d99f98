"""All of Slack in one process: it listens, catches up, and lends the courier its channel."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass

import structlog
from slack_bolt.async_app import AsyncApp

from bot.chat.catching.catching import Catching, Reading, Span, Tell
from bot.chat.catching.tally import Tally
from bot.chat.front import ASK, Front, caught_up, state_of
from bot.chat.hearing import PATIENCE, Hearing, State
from bot.courier.platform import ChatChannel
from bot.inbound.missed import Missed
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.catching.reader import Reader
from bot.slack.catching.run import Run
from bot.slack.catching.taking import Take
from bot.slack.given import Given
from bot.slack.intake import Intake
from bot.slack.sending.channel import SlackChannel
from bot.slack.sockets import PING, Sockets
from service.ports.bundle import Ports

_CHANNEL = "slack"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Listening:
    """What events go to: the Bolt app for live ones, `take` for those that were missed.
    `drained` returns when all that they began is done; `run` is to run beside them.
    """

    app: AsyncApp
    take: Take
    drained: Callable[[], Awaitable[None]]
    run: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What the front end works with: `listen` makes what events go to, for an app and its
    workspace; `tell` tells people that heddle was away; `channels` are the courier's.
    """

    ports: Ports
    listen: Callable[[Api, Given, Self, SlackChannel], Listening]
    tell: Tell
    channels: MutableMapping[str, ChatChannel]
    holder: str


class SlackFrontend:
    """Slack's front end, from the moment at which its tokens are known."""

    def __init__(
        self,
        beside: Beside,
        *,
        patience: float = PATIENCE,
        ping: float = PING,
        ask: float = ASK,
    ) -> None:
        self._beside = beside
        self._ports = beside.ports
        self._clock = beside.ports.clock
        self._patience = patience
        self._ping = ping
        self._front = Front(_CHANNEL, self._clock, self._serve, ask)
        self._hearing: Hearing | None = None
        self._catching: Catching | None = None
        self._intake: Intake | None = None

    @property
    def state(self) -> State:
        """Return how the front end stands."""
        return state_of(self._hearing, self._catching, self._front.wrong)

    @property
    def intake(self) -> Intake | None:
        """Return what Slack's posts go to; None while HTTP mode is off."""
        return self._intake

    async def run_for_ever(self, given: Callable[[], Awaitable[Given | None]]) -> None:
        """Listen with whatever tokens are given, until cancelled; what was taken is finished."""
        await self._front.run_for_ever(given)

    async def _serve(self, given: Given) -> None:
        """Listen until something breaks, or for ever."""
        # Said before anything can go wrong: what never connects is missed only if it is known.
        self._ports.telemetry.connected(_CHANNEL, 0)
        api = Api(given, self._ports.telemetry, self._clock)
        try:
            me = await api.whoami()
            _log.info("slack_found", team=me.team, bot=me.user)
            await self._listen(api, given, me)
        finally:
            await api.close()

    async def _listen(self, api: Api, given: Given, me: Self) -> None:
        ports, beside = self._ports, self._beside
        channel = SlackChannel(api, ports.clock)
        listening = beside.listen(api, given, me, channel)
        hearing = Hearing(_CHANNEL, ports.clock, ports.telemetry)
        reader = Reader(api, ports.clock)

        def begin(span: Span, tally: Tally) -> Reading:
            return Run(ports.store, ports.clock, reader, listening.take, tally, me, span)

        missed = Missed(ports, f"{_CHANNEL}:{me.team}", beside.holder)
        catching = Catching(
            _CHANNEL, ports.clock, ports.telemetry, missed, hearing, begin, beside.tell
        )
        await catching.begin()
        intake = Intake(listening.app, hearing, catching.before)
        self._hearing, self._catching = hearing, catching
        beside.channels[_CHANNEL] = channel
        try:
            async with caught_up(_CHANNEL, catching, listening.drained, listening.run):
                try:
                    await self._listen_on(api, given, intake, hearing)
                finally:
                    if beside.channels.get(_CHANNEL) is channel:
                        del beside.channels[_CHANNEL]
                    if hearing.heard_upto() is not None:
                        self._front.wrong = ""
        finally:
            self._hearing = self._catching = None

    async def _listen_on(self, api: Api, given: Given, intake: Intake, hearing: Hearing) -> None:
        if given.by_http:
            await self._by_http(intake, hearing)
        else:
            await self._by_sockets(api, given, intake, hearing)

    async def _by_sockets(self, api: Api, given: Given, intake: Intake, hearing: Hearing) -> None:
        sockets = Sockets(
            api.client,
            given.app_token,
            intake,
            hearing,
            self._clock,
            self._ports.ids,
            patience=self._patience,
            ping=self._ping,
        )
        await sockets.run_for_ever()

    async def _by_http(self, intake: Intake, hearing: Hearing) -> None:
        hearing.opened()
        self._intake = intake
        try:
            await asyncio.Event().wait()
        finally:
            self._intake = None
            await intake.drained()
            hearing.closed()
