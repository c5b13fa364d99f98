"""All of Slack in one process: it listens, catches up, and lends the courier its channel."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass

import structlog
from slack_bolt.async_app import AsyncApp

from bot.courier.platform import ChatChannel
from bot.inbound.missed import Missed
from bot.slack.api.people import Self
from bot.slack.api.web import Api
from bot.slack.catching.catching import Catching, Tell
from bot.slack.catching.taking import Take
from bot.slack.given import Given
from bot.slack.hearing import PATIENCE, Hearing, State
from bot.slack.intake import FAREWELL, Intake
from bot.slack.sending.channel import SlackChannel
from bot.slack.sockets import PING, Sockets
from service.domain.errors import HeddleError, Temporary
from service.ports.bundle import Ports

ASK = 3.0
"""Seconds between two looks at what is given: tokens may come while heddle runs."""
AGAIN = 300.0
"""Seconds after which a token that Slack refused is tried again: the app may be back."""
_PAUSE, _LONGEST = 1.0, 30.0
_ENDING = 10.0
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
        self._ask = ask
        self._wrong = ""
        self._hearing: Hearing | None = None
        self._catching: Catching | None = None
        self._intake: Intake | None = None

    @property
    def state(self) -> State:
        """Return how the front end stands."""
        hearing, catching = self._hearing, self._catching
        if hearing is None or catching is None:
            return State(wrong=self._wrong)
        return State(
            hearing.connected,
            hearing.last_event_at,
            catching.missed_since,
            "" if hearing.connected else self._wrong,
            catching.unread,
        )

    @property
    def intake(self) -> Intake | None:
        """Return what Slack's posts go to; None while HTTP mode is off."""
        return self._intake

    async def run_for_ever(self, given: Callable[[], Awaitable[Given | None]]) -> None:
        """Listen with whatever tokens are given, until cancelled; what was taken is finished."""
        found: Given | None = None
        task: asyncio.Task[None] | None = None
        try:
            while True:
                asked = await self._asked(given, found)
                if asked != found:
                    await _end(task)
                    found, self._wrong = asked, "" if asked else self._wrong
                    task = asyncio.create_task(self._serve_for_ever(asked)) if asked else None
                await self._clock.sleep(self._ask)
        finally:
            await _end(task)

    async def _asked(
        self, given: Callable[[], Awaitable[Given | None]], before: Given | None
    ) -> Given | None:
        try:
            found = await given()
        except Temporary:
            return before
        except HeddleError as error:
            self._is_wrong(error)
            return None
        if found is None:
            self._wrong = ""
        return found

    async def _serve_for_ever(self, given: Given) -> None:
        pause = _PAUSE
        while True:
            began = self._clock.monotonic()
            try:
                await self._serve(given)
            except Temporary as error:
                _log.warning("slack_out_of_reach", error=str(error))
                await self._clock.sleep(error.retry_after or pause)
            except HeddleError as error:
                self._is_wrong(error)
                await self._clock.sleep(AGAIN)
            except Exception:
                _log.exception("slack_broke")
                await self._clock.sleep(pause)
            steady = self._clock.monotonic() - began > 2 * _LONGEST
            pause = _PAUSE if steady else min(pause * 2, _LONGEST)

    def _is_wrong(self, error: HeddleError) -> None:
        """Say once what a person has to put right."""
        if self._wrong != str(error):
            _log.error("slack_is_off", error=str(error))
        self._wrong = str(error)

    async def _serve(self, given: Given) -> None:
        """Listen until something breaks, or for ever."""
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
        hearing = Hearing(ports.clock, ports.telemetry)
        catching = Catching(
            ports.store,
            ports.clock,
            ports.telemetry,
            Missed(ports, f"slack:{me.team}", beside.holder),
            hearing,
            api,
            listening.take,
            beside.tell,
            me,
        )
        await catching.begin()
        intake = Intake(listening.app, hearing, catching.before)
        self._hearing, self._catching = hearing, catching
        beside.channels[_CHANNEL] = channel
        helpers = [
            asyncio.create_task(catching.run_for_ever()),
            asyncio.create_task(catching.note_for_ever()),
            asyncio.create_task(_beside(listening)),
        ]
        try:
            if given.by_http:
                await self._by_http(intake, hearing)
            else:
                await self._by_sockets(api, given, intake, hearing)
        finally:
            if beside.channels.get(_CHANNEL) is channel:
                del beside.channels[_CHANNEL]
            await _end(*helpers)
            if hearing.heard_upto() is not None:
                self._wrong = ""
            self._hearing = self._catching = None
            await _drained(listening)
            await catching.note()

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


async def _beside(listening: Listening) -> None:
    try:
        if listening.run is not None:
            await listening.run()
    except Exception:
        # Only what is shown beside the threads stands still then.
        _log.exception("slack_listening_broke")


async def _drained(listening: Listening) -> None:
    try:
        async with asyncio.timeout(FAREWELL):
            await listening.drained()
    except TimeoutError:
        _log.warning("slack_answers_cut")


async def _end(*tasks: "asyncio.Task[None] | None") -> None:
    """Cancel tasks and wait until they have ended."""
    running = {each for each in tasks if each is not None}
    while running:
        for each in running:
            each.cancel()
        # One that stumbled while it tidied up may have forgotten that it was to end.
        _, running = await asyncio.wait(running, timeout=_ENDING)
