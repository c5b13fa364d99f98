"""Socket Mode: a connection that Slack sends events on, opened anew as often as it takes."""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.hearing import Hearing, Pulse
from bot.slack.intake import Intake
from bot.slack.line import Line, Over
from service.domain.errors import Temporary
from service.ports.clock import Clock, Ids

PING = 10.0
"""Seconds between our own pings; one without an answer ends the connection."""
STEADY = 30.0
"""Seconds that a connection has to live for the next one to be opened without a pause."""
LONGEST = 30.0
"""Seconds between two attempts at most."""
LINGER = 15.0
"""Seconds that a connection which Slack wants to end is kept for what still comes on it."""
_log = structlog.get_logger(__name__)


class Sockets:
    """Keeps one connection open; other processes have theirs, and Slack shares among them."""

    def __init__(
        self,
        web: AsyncWebClient,
        app_token: str,
        intake: Intake,
        hearing: Hearing,
        clock: Clock,
        ids: Ids,
        *,
        patience: float,
        ping: float = PING,
    ) -> None:
        self._web = web
        self._app_token = app_token
        self._intake = intake
        self._hearing = hearing
        self._clock = clock
        self._ids = ids
        self._patience = patience
        self._ping = ping
        self._failures = 0

    async def run_for_ever(self) -> None:
        """Listen until cancelled; what was taken then is finished first.

        Raises Misconfigured if Slack does not take the token.
        """
        held: set[asyncio.Task[None]] = set()
        try:
            while True:
                began = self._clock.monotonic()
                line, needed = await self._open(), asyncio.Event()
                task = asyncio.create_task(self._hold(line, needed))
                held.add(task)
                task.add_done_callback(held.discard)
                await needed.wait()
                lived = self._clock.monotonic() - began
                self._failures = 0 if lived >= STEADY else self._failures + 1
                if self._failures:
                    await self._clock.sleep(self._pause())
        finally:
            for task in list(held):
                task.cancel()
            await asyncio.gather(*held, return_exceptions=True)

    async def _open(self) -> Line:
        """Open a connection, however often that takes."""
        outage = False
        while True:
            pulse = Pulse(self._hearing, self._clock, self._patience)
            line = Line(self._web, self._app_token, self._intake, pulse, self._ping)
            try:
                await line.open()
            except Temporary as error:
                await line.end()
                if not outage:
                    _log.warning("slack_out_of_reach", error=str(error))
                outage = True
                self._failures += 1
                await self._clock.sleep(error.retry_after or self._pause())
            except BaseException:
                await line.end()
                raise
            else:
                _log.info("slack_connected")
                self._hearing.opened()
                return line

    async def _hold(self, line: Line, needed: asyncio.Event) -> None:
        """Keep a connection until its end, and say when the next one is needed."""
        why = Over.LOST
        try:
            why = await line.over()
            if why is Over.RENEWED:
                needed.set()
                await self._linger(line)
        finally:
            self._hearing.closed()
            _log.info("slack_connection_ended", why=why.value)
            needed.set()
            await line.end()

    async def _linger(self, line: Line) -> None:
        cut = asyncio.create_task(line.cut())
        late = asyncio.create_task(self._clock.sleep(LINGER))
        try:
            await asyncio.wait({cut, late}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            cut.cancel()
            late.cancel()

    def _pause(self) -> float:
        """Return the seconds until the next attempt: longer each time, and never the same."""
        longest = min(LONGEST, 0.5 * 2.0 ** min(self._failures - 1, 10))
        return longest * (0.5 + self._ids.jitter() / 2)
