"""What one person is told about what they just did: seen by them alone, and never a second time."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.receiving.rooms import is_direct
from bot.slack.rendering import splitting
from bot.slack.sending.channel import SlackChannel
from bot.slack.sending.finding import find
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster, Tag
from service.domain.errors import Temporary
from service.ports.clock import Clock

PATIENCE = 0.4
"""Seconds that an acknowledgement waits for its answer; then that goes on beside it."""
_DAY = 86_400.0
_MOST = 10_000
_EYES = "eyes"
_log = structlog.get_logger(__name__)


class Telling:
    """Answers people. What cannot be said is logged: what they did stands all the same."""

    def __init__(self, api: Api, channel: SlackChannel, clock: Clock) -> None:
        self._api = api
        self._channel = channel
        self._poster = Poster(api)
        self._clock = clock
        self._turned_away: dict[tuple[str, str], float] = {}
        self._beside: set[asyncio.Task[bool]] = set()

    async def soon(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do it now, or beside what follows if it takes too long; False if it failed by then."""
        task = self.beside(work)
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        return not done or task.result()

    def beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[bool]":
        """Do it beside what follows; the task tells whether it worked."""
        task = asyncio.create_task(self._tried(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task

    async def drained(self) -> None:
        """Return when everything is said."""
        while self._beside:
            await asyncio.wait(list(self._beside))

    async def alone(self, room: str, user: str, markdown: str, thread_ts: str = "") -> None:
        """Tell one person; in direct messages by a plain reply. Raises Temporary, SlackRefused."""
        if not is_direct(room):
            await self._channel.tell(room, user, markdown, thread_ts or None)
            return
        for part in splitting.answer(markdown).parts:
            await self._poster.post(Place(room, thread_ts), part, Tag("told"))

    async def reply(
        self, room: str, thread_ts: str, markdown: str, id_: str, since: float | None
    ) -> None:
        """Reply in direct messages; with `since`, what an earlier attempt said is not repeated."""
        place = Place(room, thread_ts)
        there = (await find(self._api, place, since)).parts(id_)
        for number, part in enumerate(splitting.answer(markdown).parts):
            if number not in there:
                await self._poster.post(place, part, Tag(id_, number))

    async def away(self, room: str, user: str, markdown: str, thread_ts: str = "") -> None:
        """Turn somebody away, kindly and once a day for each reason."""
        now = self._clock.now()
        known = self._turned_away.get((user, markdown))
        if known is not None and now - known < _DAY:
            return
        if len(self._turned_away) >= _MOST:
            self._turned_away.clear()
        self._turned_away[user, markdown] = now
        await self.soon(self.alone(room, user, markdown, thread_ts))

    async def seen(self, room: str, ts: str) -> None:
        """Show that a message was taken in."""
        try:
            await self._api.call("reactions.add", channel=room, timestamp=ts, name=_EYES)
        except SlackRefused as error:
            if error.code not in ("already_reacted", "message_not_found", "missing_scope"):
                raise

    async def _tried(self, work: Coroutine[Any, Any, None]) -> bool:
        try:
            await work
        except (Temporary, SlackRefused) as error:
            _log.warning("slack_answer_not_said", error=str(error))
            return False
        except Exception:
            _log.exception("slack_answer_not_said")
            return False
        return True
