"""The App Home of each person: published when they open it, and while they may be looking."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from bot.chat.changing import changes
from bot.chat.receiving.welcome import Nobody, Unwelcome
from bot.slack.api.refusals import SlackRefused
from bot.slack.receiving.desk import Desk
from bot.slack.rendering import home
from bot.slack.rendering.blocks import Block, section
from bot.slack.rendering.mrkdwn import words
from service.domain.effects import Changed, Posted
from service.domain.errors import Temporary
from service.domain.ids import PersonId

OPEN = 3_600.0
"""Seconds for which a Home counts as looked at."""
LEAST = 2.0
"""Seconds between two versions of one."""
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Open:
    """A Home that was opened. `shown_at` is when it was published last."""

    person: PersonId
    opened_at: float
    shown_at: float


class Homes:
    """Publishes Homes, each at most once every two seconds after the first time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._clock = desk.ports.clock
        self._open: dict[str, _Open] = {}
        self._stirred: dict[str, asyncio.Task[bool]] = {}

    async def opened(self, user: str) -> None:
        """Somebody opened theirs: show it. Raises Temporary."""
        try:
            person = await self._desk.people.of(user)
        except Nobody:
            return
        except Unwelcome as refused:
            await self._show(user, {"type": "home", "blocks": [section(words(str(refused)))]})
            return
        now = self._clock.monotonic()
        self._open[user] = _Open(person.id, now, now)
        await self._publish(user, person.id)

    def stir(self, user: str) -> None:
        """Something that stands in somebody's Home has changed: show it soon, if it is open."""
        shown = self._open.get(user)
        if shown is None or user in self._stirred:
            return
        if self._clock.monotonic() - shown.opened_at > OPEN:
            del self._open[user]
            return
        task = self._desk.telling.beside(self._again(user, shown))
        self._stirred[user] = task

    async def run_for_ever(self) -> None:
        """Keep open Homes up to date until cancelled."""
        while True:
            try:
                async with aclosing(changes(self._desk.ports, Posted)) as signals:
                    async for signal in signals:
                        await self._note(signal)
            except Temporary as error:
                _log.info("slack_homes_wait", error=str(error))
                await self._clock.sleep(LEAST)

    async def _note(self, signal: object) -> None:
        if not self._open:
            return
        if isinstance(signal, Posted):
            self._stir_of(frozenset({signal.person}))
        elif isinstance(signal, Changed):
            self._stir_of(await self._desk.seeing.concerned(signal.session))

    def _stir_of(self, persons: frozenset[PersonId]) -> None:
        for user, shown in list(self._open.items()):
            if shown.person in persons:
                self.stir(user)

    async def _again(self, user: str, shown: _Open) -> None:
        try:
            left = shown.shown_at + LEAST - self._clock.monotonic()
            if left > 0:
                await self._clock.sleep(left)
        finally:
            # What changes from now on needs another version.
            self._stirred.pop(user, None)
        shown.shown_at = self._clock.monotonic()
        await self._publish(user, shown.person)

    async def _publish(self, user: str, person: PersonId) -> None:
        await self._show(user, home.view(await self._desk.seeing.home(person)))

    async def _show(self, user: str, view: Block) -> None:
        try:
            await self._desk.channel.publish_home(user, view)
        except SlackRefused as error:
            _log.warning("slack_home_refused", user=user, error=str(error))
