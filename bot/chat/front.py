"""What keeps a front end up: it waits for what it needs, and begins anew when it broke."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

import structlog

from bot.chat.catching.catching import Catching
from bot.chat.hearing import Hearing, State
from bot.chat.turns import FAREWELL
from service.domain.errors import HeddleError, Temporary
from service.ports.clock import Clock

G = TypeVar("G")

ASK = 3.0
"""Seconds between two looks at what is given: tokens may come while heddle runs."""
AGAIN = 300.0
"""Seconds after which a token that the platform refused is tried again: it may be good by then."""
_PAUSE, _LONGEST = 1.0, 30.0
_ENDING = 10.0
_log = structlog.get_logger(__name__)


class Front(Generic[G]):
    """Serves with whatever is given. `wrong` says what a person has to put right, empty if
    nothing.
    """

    def __init__(
        self, channel: str, clock: Clock, serve: Callable[[G], Awaitable[None]], ask: float = ASK
    ) -> None:
        self._clock = clock
        self._serve = serve
        self._ask = ask
        self._log = _log.bind(channel=channel)
        self.wrong = ""

    async def run_for_ever(self, given: Callable[[], Awaitable[G | None]]) -> None:
        """Serve with whatever is given, until cancelled; what was taken is finished."""
        found: G | None = None
        task: asyncio.Task[None] | None = None
        try:
            while True:
                asked = await self._asked(given, found)
                if asked != found:
                    await end(task)
                    found, self.wrong = asked, "" if asked else self.wrong
                    task = asyncio.create_task(self._serve_for_ever(asked)) if asked else None
                await self._clock.sleep(self._ask)
        finally:
            await end(task)

    async def _asked(self, given: Callable[[], Awaitable[G | None]], before: G | None) -> G | None:
        try:
            found = await given()
        except Temporary:
            return before
        except HeddleError as error:
            self._is_wrong(error)
            return None
        if found is None:
            self.wrong = ""
        return found

    async def _serve_for_ever(self, given: G) -> None:
        pause = _PAUSE
        while True:
            began = self._clock.monotonic()
            try:
                await self._serve(given)
            except Temporary as error:
                self._log.warning("out_of_reach", error=str(error))
                await self._clock.sleep(error.retry_after or pause)
            except HeddleError as error:
                self._is_wrong(error)
                await self._clock.sleep(AGAIN)
            except Exception:
                self._log.exception("front_broke")
                await self._clock.sleep(pause)
            steady = self._clock.monotonic() - began > 2 * _LONGEST
            pause = _PAUSE if steady else min(pause * 2, _LONGEST)

    def _is_wrong(self, error: HeddleError) -> None:
        """Say once what a person has to put right."""
        if self.wrong != str(error):
            self._log.error("front_is_off", error=str(error))
        self.wrong = str(error)


def state_of(hearing: Hearing | None, catching: Catching | None, wrong: str) -> State:
    """Return how a front end stands; while nothing listens here, nothing is heard."""
    if hearing is None or catching is None:
        return State(wrong=wrong)
    return State(
        hearing.connected,
        hearing.last_event_at,
        catching.missed_since,
        "" if hearing.connected else wrong,
        catching.unread,
    )


@asynccontextmanager
async def caught_up(
    channel: str,
    catching: Catching,
    drained: Callable[[], Awaitable[None]],
    run: Callable[[], Awaitable[None]] | None,
) -> AsyncIterator[None]:
    """Catch up and note how far was heard, while live events are taken; at the end finish what
    was begun. `run` is done beside it.
    """
    helpers = [
        asyncio.create_task(catching.run_for_ever()),
        asyncio.create_task(catching.note_for_ever()),
        asyncio.create_task(_beside(channel, run)),
    ]
    try:
        yield
    finally:
        await end(*helpers)
        await _drained(channel, drained)
        await catching.note()


async def end(*tasks: "asyncio.Task[None] | None") -> None:
    """Cancel tasks and wait until they have ended."""
    running = {each for each in tasks if each is not None}
    while running:
        for each in running:
            each.cancel()
        # One that stumbled while it tidied up may have forgotten that it was to end.
        _, running = await asyncio.wait(running, timeout=_ENDING)


async def _beside(channel: str, run: Callable[[], Awaitable[None]] | None) -> None:
    try:
        if run is not None:
            await run()
    except Exception:
        # Only what is shown beside the threads stands still then.
        _log.exception("listening_broke", channel=channel)


async def _drained(channel: str, drained: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(FAREWELL):
            await drained()
    except TimeoutError:
        _log.warning("answers_cut", channel=channel)
