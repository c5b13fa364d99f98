"""A first message to the person, and the wait for their answer."""

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.bootstrap.chat_setup import ChatSetup
from bot.cli.chat.terminal import Terminal
from bot.cli.up.answering import page, until, web_answers
from bot.cli.up.lock import held_by
from service.domain.errors import Refused
from service.domain.persons import Identity

_STEP = 1.5
"""Seconds between two looks; platforms let a conversation be read about fifty times a minute."""
_CONNECTING = 20.0
"""Seconds that a running heddle may take to listen with tokens that were just kept."""
_HEARING = 20.0
"""Seconds within which an answer that stands on the platform has to have arrived here."""


@dataclass(frozen=True, slots=True)
class You:
    """The person who sets heddle up, on the platform."""

    identity: Identity
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person wrote, by the platform's ids, and when, in seconds since 1970."""

    room: str
    message: str
    at: float


class Speaks(Protocol):
    """How a platform's set-up speaks with the person; all raise Refused and Temporary."""

    platform: str
    listens: bool
    """Whether an answer can be heard here, without a heddle that runs."""

    async def greet(self) -> None:
        """Write to the person."""
        ...

    async def answer(self) -> Answer | None:
        """Return what they wrote since, None if nothing."""
        ...

    def listening(self) -> AbstractAsyncContextManager[asyncio.Event]:
        """Listen over a connection of one's own; the event is set once they write."""
        ...

    async def confirm(self) -> None:
        """Tell them that their answer arrived."""
        ...

    def silent(self, seconds: float) -> str:
        """Say what to do where no answer came within so long."""
        ...

    def deaf(self) -> str:
        """Say what to do where the answer stands there and did not arrive here."""
        ...


async def is_running(setup: ChatSetup) -> bool:
    """Tell whether a heddle runs on this machine that takes tokens up by itself."""
    return bool(held_by(setup.data_dir)) or await web_answers(setup.host, setup.port)


async def is_connected(setup: ChatSetup, platform: str) -> bool:
    """Tell whether the heddle that runs here listens to the platform by now."""
    shown = rf"^heddle_channel_connections\{{channel=\"{platform.lower()}\"[^}}]*\}} (\S+)"
    found = re.search(shown, await page(setup.host, setup.port, "/metrics"), re.M)
    return found is not None and float(found[1]) > 0


class Hello:
    """One hello; `seconds` is how long its answer is waited for, 0 for not at all."""

    def __init__(
        self, terminal: Terminal, setup: ChatSetup, you: You, speaks: Speaks, seconds: float
    ) -> None:
        self._terminal = terminal
        self._setup = setup
        self._you = you
        self._speaks = speaks
        self._seconds = seconds

    async def run(self) -> bool:
        """Write to the person and wait for the answer; tell whether it was waited for.

        Raises Refused if the answer does not come or does not arrive, Temporary.
        """
        running = await is_running(self._setup)
        if running or not self._speaks.listens or self._seconds <= 0:
            return await self._through_heddle(running=running)
        return await self._by_itself()

    async def _greet(self) -> None:
        await self._speaks.greet()
        self._terminal.say(f"heddle wrote to you in {self._speaks.platform}. Answer there: !help")

    async def _through_heddle(self, *, running: bool) -> bool:
        """The answer goes to the heddle that runs, as every message will from now on."""
        waits = running and self._seconds > 0
        platform = self._speaks.platform
        if waits and not await until(lambda: is_connected(self._setup, platform), _CONNECTING):
            raise Refused(self._unconnected())
        await self._greet()
        if not waits:
            self._terminal.say("Nobody waits for the answer here.")
            return False
        await self._wait(asyncio.Event(), through_heddle=True)
        self._terminal.good("heddle heard you")
        return True

    async def _by_itself(self) -> bool:
        """No heddle runs: hear the answer here, over a connection that then ends."""
        async with self._speaks.listening() as heard:
            await self._greet()
            await self._wait(heard, through_heddle=False)
        await self._speaks.confirm()
        self._terminal.good("Your answer arrived")
        return True

    async def _wait(self, heard: asyncio.Event, *, through_heddle: bool) -> None:
        """Wait until the answer was heard, and tell an answer that does not arrive from none."""
        loop = asyncio.get_running_loop()
        end, seen_at = loop.time() + self._seconds, 0.0
        written: Answer | None = None
        while not heard.is_set():
            if written is not None and loop.time() - seen_at > _HEARING:
                raise Refused(self._speaks.deaf())
            if written is None and loop.time() > end:
                raise Refused(self._speaks.silent(self._seconds))
            if written is None:
                written, seen_at = await self._speaks.answer(), loop.time()
            if written is not None and through_heddle and await self._took_in(written):
                heard.set()
            if not heard.is_set():
                try:
                    await asyncio.wait_for(heard.wait(), _STEP)
                except TimeoutError:
                    continue

    async def _took_in(self, answer: Answer) -> bool:
        identity = self._you.identity
        return await self._setup.took_in(identity, answer.room, answer.message, answer.at)

    def _unconnected(self) -> str:
        platform = self._speaks.platform
        return (
            f"The tokens are kept, and the heddle that runs here does not listen to {platform} with"
            f" them. See {self._setup.data_dir / 'logs' / 'bot.log'}, or start it again and run "
            f"`heddle {platform.lower()} setup` once more."
        )
